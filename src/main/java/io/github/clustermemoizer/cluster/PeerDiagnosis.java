package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this server found out about one address that it lists.
 *
 * @param peer the listed address
 * @param isSelf whether it is this server
 * @param instance the instance id of who answered there; empty if nobody did
 * @param roundTrip how long the first answer took; empty if there was none
 * @param flush how long it took until a flush was acknowledged; empty if that was not tried, or failed
 * @param findings what is wrong or worth knowing; empty if all is well; unmodifiable
 */
public record PeerDiagnosis(
        URI peer,
        boolean isSelf,
        Optional<String> instance,
        Optional<Duration> roundTrip,
        Optional<Duration> flush,
        List<Finding> findings) {
    /**
     * Makes one.
     *
     * @param peer the listed address
     * @param isSelf whether it is this server
     * @param instance who answered there
     * @param roundTrip how long the first answer took
     * @param flush how long it took until a flush was acknowledged
     * @param findings what is wrong or worth knowing
     */
    public PeerDiagnosis {
        findings = List.copyOf(findings);
    }

    /**
     * One that is not complete without the others.
     *
     * @param flush how long it took until a flush was acknowledged; null if that was not tried, or failed
     * @param more what the flush showed
     */
    record Draft(Symptoms symptoms, @Nullable Duration flush, List<Finding> more) {
        static List<PeerDiagnosis> all(Verdict.Looker looker, List<Draft> drafts) {
            Map<String, List<URI>> addresses = new LinkedHashMap<>();
            for (Draft draft : drafts) {
                if (draft.symptoms.node() != null) {
                    addresses
                            .computeIfAbsent(draft.symptoms.node(), node -> new ArrayList<>())
                            .add(draft.symptoms.peer());
                }
            }
            return drafts.stream().map(draft -> draft.finish(looker, addresses)).toList();
        }

        private PeerDiagnosis finish(Verdict.Looker looker, Map<String, List<URI>> addresses) {
            String node = symptoms.node();
            var findings = new ArrayList<>(Verdict.of(looker, symptoms));
            findings.addAll(more);
            if (node != null) {
                addresses.getOrDefault(node, List.of()).stream()
                        .filter(other -> !other.equals(symptoms.peer()))
                        .forEach(other -> findings.add(new Finding(
                                Problem.LISTED_TWICE,
                                "the same server is listed as " + other + ", too: take one of the two out of "
                                        + ConfigKeys.PEERS)));
            }
            Came greeting = symptoms.greeting();
            return new PeerDiagnosis(
                    symptoms.peer(),
                    looker.node().equals(node),
                    Optional.ofNullable(node),
                    greeting.reply() == null ? Optional.empty() : Optional.of(Duration.ofNanos(greeting.nanos())),
                    Optional.ofNullable(flush),
                    findings);
        }
    }

    Map<String, @Nullable Object> toMap() {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("peer", peer.toString());
        map.put("self", isSelf);
        map.put("instance", instance.orElse(null));
        map.put("round-trip-ms", roundTrip.map(PeerDiagnosis::millis).orElse(null));
        map.put("flush-ms", flush.map(PeerDiagnosis::millis).orElse(null));
        map.put("findings", findings.stream().map(Finding::toMap).toList());
        return map;
    }

    @Override
    public String toString() {
        var text = new StringBuilder(peer.toString());
        if (isSelf) {
            text.append(" is this server");
        } else if (findings.stream().allMatch(finding -> finding.problem().isNote())) {
            text.append(" is well");
        }
        if (!isSelf && roundTrip.isPresent()) {
            text.append(" (answers in ").append(millis(roundTrip.get())).append(" ms");
            flush.ifPresent(taken ->
                    text.append(", takes a flush in ").append(millis(taken)).append(" ms"));
            text.append(')');
        }
        findings.forEach(finding -> text.append("\n  ").append(finding));
        return text.toString();
    }

    /** To the microsecond. */
    private static double millis(Duration duration) {
        return Math.round(duration.toNanos() / 1e3) / 1e3;
    }
}
