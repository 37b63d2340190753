package io.github.clustermemoizer.cluster;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One thing that is wrong, or worth knowing.
 *
 * @param problem its kind
 * @param sentence what it is, and what to change where; without the name of the peer, and without a full stop
 */
public record Finding(Problem problem, String sentence) {
    /**
     * Makes one.
     *
     * @param problem its kind
     * @param sentence what it is, and what to change where
     */
    public Finding {
        requireNonNull(problem, "problem");
        requireNonNull(sentence, "sentence");
    }

    Map<String, Object> toMap() {
        var map = new LinkedHashMap<String, Object>();
        map.put("problem", problem.code());
        map.put("misconfiguration", problem.isMisconfiguration());
        map.put("note", problem.isNote());
        map.put("sentence", sentence);
        return map;
    }

    @Override
    public String toString() {
        return problem.code() + ": " + sentence;
    }
}
