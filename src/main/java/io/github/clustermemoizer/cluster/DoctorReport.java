package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.json.Json;
import io.github.clustermemoizer.json.JsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What another server's doctor says, read from its answer, and fit to be printed.
 *
 * @param json all of it
 * @param own what concerns that server alone
 * @param peers what it says of each address; "self" for its own
 */
record DoctorReport(Object json, List<Said> own, Map<String, Row> peers) {
    private static final int LONGEST_SENTENCE = 800;

    /**
     * One finding of that server.
     *
     * @param problem its code, perhaps of a later version
     */
    record Said(String problem, boolean isNote, String sentence) {}

    /** What it says of one address. */
    record Row(boolean isSelf, List<Said> findings) {}

    /** Returns null if the server did not answer, or not so. */
    static @Nullable DoctorReport of(Came came) {
        try {
            if (came.reply() != null
                    && came.status() == 200
                    && Json.read(came.reply().body()) instanceof Map<?, ?> map
                    && map.get("schema") instanceof Number) {
                var peers = new LinkedHashMap<String, Row>();
                for (Object peer : list(map.get("peers"))) {
                    if (peer instanceof Map<?, ?> row && row.get("peer") instanceof String name) {
                        peers.put(name, new Row(Boolean.TRUE.equals(row.get("self")), findings(row)));
                    }
                }
                return new DoctorReport(map, findings(map), peers);
            }
        } catch (JsonException e) {
            // An answer, and none of ours.
        }
        return null;
    }

    boolean isHealthy() {
        return own.stream().allMatch(Said::isNote)
                && peers.values().stream().flatMap(row -> row.findings.stream()).allMatch(Said::isNote);
    }

    private static List<Said> findings(Map<?, ?> of) {
        var said = new ArrayList<Said>();
        for (Object finding : list(of.get("findings"))) {
            if (finding instanceof Map<?, ?> one) {
                said.add(new Said(
                        Printable.of(String.valueOf(one.get("problem"))),
                        Boolean.TRUE.equals(one.get("note")),
                        Printable.of(String.valueOf(one.get("sentence")), LONGEST_SENTENCE)));
            }
        }
        return said;
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
