package io.github.clustermemoizer.micrometer;

import java.util.List;
import java.util.Map;

/** Why requests fail, in so few words that they can be the values of a tag: the codes of answers go by their hundreds. */
final class FailureCause {
    private static final String ANSWERED = "answered ";
    private static final String OTHER = "other";

    static final List<String> ALL = List.of(
            "no connection",
            "no answer in time",
            "broken off",
            "TLS",
            "not signed",
            "other body",
            "answered 3xx",
            "answered 4xx",
            "answered 5xx",
            OTHER);

    private FailureCause() {}

    /** Returns how many of the failures are of a cause. */
    static long count(String cause, Map<String, Long> failures) {
        long count = 0;
        for (Map.Entry<String, Long> failure : failures.entrySet()) {
            if (of(failure.getKey()).equals(cause)) {
                count += failure.getValue();
            }
        }
        return count;
    }

    private static String of(String failure) {
        String cause = failure.startsWith(ANSWERED) ? failure.substring(0, ANSWERED.length() + 1) + "xx" : failure;
        return ALL.contains(cause) ? cause : OTHER;
    }
}
