package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Has the {@link Doctor} look once after the start, and again and again while something is wrong, ever less often; and
 * logs each finding once when it appears, and once when it is gone. While all is well, nobody is asked: what fails
 * shows in the links. Used by one thread.
 */
final class Rounds {
    private static final Logger log = LoggerFactory.getLogger(ClusterBroadcaster.class);

    static final Duration PAUSE = Duration.ofSeconds(10);

    /** After so many looks who has not answered is not waited for. */
    private static final int PATIENCE = 3;

    private static final int LONGEST_PAUSE = 30;

    /** @param peer null for this server itself */
    private record Told(@Nullable URI peer, Finding finding) {
        Problem problem() {
            return finding.problem();
        }

        String name() {
            return peer == null ? "this server" : "peer " + peer;
        }

        /** Tells whether the two differ in words at most. */
        boolean isOfTheSame(Told other) {
            return name().equals(other.name()) && problem() == other.problem();
        }
    }

    private final Supplier<List<PeerLink>> links;
    private final Supplier<CompletableFuture<Diagnosis>> doctor;
    private final Predicate<PeerLink> isLost;
    private final AtomicBoolean looking = new AtomicBoolean();

    private int looks;
    private boolean hasBegun;
    private int pause;
    private int next;
    private boolean wasTroubled;
    private volatile boolean isIll = true; // until the first diagnosis
    private volatile Set<Told> told = Set.of();

    /** @param isLost tells of which peers nothing has been heard for long */
    Rounds(Supplier<List<PeerLink>> links, Predicate<PeerLink> isLost, Supplier<CompletableFuture<Diagnosis>> doctor) {
        this.links = links;
        this.isLost = isLost;
        this.doctor = doctor;
    }

    /** To be called again and again, with a {@link #PAUSE} in between. */
    void look() {
        looks++;
        List<PeerLink> all = links.get();
        hasBegun |= looks >= PATIENCE || all.stream().allMatch(Rounds::hasHadItsChance);
        if (!hasBegun) {
            return;
        }
        boolean isTroubled = all.stream().anyMatch(this::isTroubled);
        boolean isNew = isTroubled != wasTroubled;
        wasTroubled = isTroubled;
        if ((isNew || ((isIll || isTroubled) && looks >= next)) && looking.compareAndSet(false, true)) {
            pause = isNew ? 1 : Math.min(Math.max(1, 2 * pause), LONGEST_PAUSE);
            next = looks + pause;
            var unused = doctor.get().whenComplete((diagnosis, failure) -> {
                if (diagnosis != null) {
                    tell(diagnosis);
                }
                looking.set(false);
            });
        }
    }

    private static boolean hasHadItsChance(PeerLink link) {
        return link.isIntroduced()
                || link.telling()
                        .cause()
                        .filter(cause -> !cause.startsWith("no "))
                        .isPresent();
    }

    private boolean isTroubled(PeerLink link) {
        return !link.isSelf() && (link.telling().cause().isPresent() || isLost.test(link));
    }

    /** Logs what has changed since the last time. */
    void tell(Diagnosis diagnosis) {
        var now = new LinkedHashSet<Told>();
        diagnosis.findings().forEach(finding -> now.add(new Told(null, finding)));
        diagnosis.peers().forEach(peer -> peer.findings().forEach(finding -> now.add(new Told(peer.peer(), finding))));
        Set<Told> before = told;
        now.stream()
                .filter(one -> !before.contains(one))
                .forEach(one -> log.atLevel(one.problem().isNote() ? Level.INFO : Level.WARN)
                        .log(
                                "doctor: {}: {} ({})",
                                one.name(),
                                one.finding.sentence(),
                                one.problem().code()));
        before.stream()
                .filter(one -> now.stream().noneMatch(one::isOfTheSame))
                .forEach(one -> log.info(
                        "doctor: {}: this is no longer so: {}",
                        one.name(),
                        one.problem().code()));
        told = now;
        isIll = !diagnosis.isHealthy();
    }
}
