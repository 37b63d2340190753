package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one server found out about itself and about every peer that it lists, at one moment.
 *
 * @param instance the instance id of the server that looked
 * @param findings what concerns that server alone; unmodifiable
 * @param peers one for each address, in the order of the configuration; unmodifiable
 */
public record Diagnosis(String instance, List<Finding> findings, List<PeerDiagnosis> peers) {
    /** The version of the JSON form. It counts up when a reader must be changed; what is added does not count. */
    static final int SCHEMA = 1;

    /**
     * Makes one.
     *
     * @param instance the instance id of the server that looked
     * @param findings what concerns that server alone
     * @param peers one for each address
     */
    public Diagnosis {
        findings = List.copyOf(findings);
        peers = List.copyOf(peers);
    }

    /**
     * Tells whether nothing is wrong.
     *
     * @return true if there are notes at most
     */
    public boolean isHealthy() {
        return all().allMatch(finding -> finding.problem().isNote());
    }

    /**
     * Returns the same for programs: {@code schema} (1), {@code instance}, {@code healthy}, {@code findings} and {@code
     * peers}, as the page about the doctor says.
     *
     * @return JSON
     */
    public String toJson() {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("schema", SCHEMA);
        map.put("instance", instance);
        map.put("healthy", isHealthy());
        map.put("findings", findings.stream().map(Finding::toMap).toList());
        map.put("peers", peers.stream().map(PeerDiagnosis::toMap).toList());
        return Json.write(map);
    }

    /**
     * Returns the same for people.
     *
     * @return a line for each peer, and one more for each finding
     */
    @Override
    public String toString() {
        return Stream.concat(
                        findings.stream().map(finding -> "this server\n  " + finding),
                        peers.stream().map(PeerDiagnosis::toString))
                .collect(Collectors.joining("\n"));
    }

    Stream<Finding> all() {
        return Stream.concat(findings.stream(), peers.stream().flatMap(peer -> peer.findings().stream()));
    }
}
