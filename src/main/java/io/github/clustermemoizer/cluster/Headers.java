package io.github.clustermemoizer.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of the headers by which servers know and hear each other. A header that is not understood counts
 * as one that is missing; then the peer is not heard from, which is safe.
 */
final class Headers {
    /** Who sends, in requests and in answers: the instance id, new at every start. */
    static final String NODE = "Memoizer-Node";

    /** How long ago the sender of a request started, in milliseconds. */
    static final String AGE = "Memoizer-Age";

    /** In answers: the clock of who answers. In signed requests: the latest such token of the receiver, as proof that it is meant, and now. */
    static final String TOKEN = "Memoizer-Token";

    /** In requests: a token that comes back. */
    static final String ECHO = "Memoizer-Echo";

    /** In answers: whether the sender of the request is known as the instance at a listed address. */
    static final String MET = "Memoizer-Met";

    /** In requests: the sender has told all and will flush no more. */
    static final String GOODBYE = "Memoizer-Goodbye";

    /** In signed requests: counts up with each of a sender. */
    static final String SEQUENCE = "Memoizer-Sequence";

    /** In requests and in answers: vouches for all of it, this header apart. */
    static final String SIGNATURE = "Memoizer-Signature";

    /** Not ours: which proxies an answer came through. */
    static final String VIA = "Via";

    /** Not ours: where a redirect leads. */
    static final String LOCATION = "Location";

    static final List<String> OF_REQUESTS = List.of(NODE, AGE, TOKEN, ECHO, GOODBYE, SEQUENCE, SIGNATURE);
    static final List<String> OF_REPLIES = List.of(NODE, TOKEN, MET, SIGNATURE);

    /** What is kept of an answer. */
    static final List<String> KEPT = List.of(NODE, TOKEN, MET, SIGNATURE, VIA, LOCATION);

    private static final int LONGEST_NODE = 64;
    private static final int LONGEST_NUMBER = 18; // always fits a long
    private static final String TRUE = "true";

    private Headers() {}

    /** @param age nanoseconds since the sender's start */
    static Map<String, String> ofGreeting(String node, long age) {
        var headers = new LinkedHashMap<String, String>();
        headers.put(NODE, node);
        headers.put(AGE, Long.toString(TimeUnit.NANOSECONDS.toMillis(age)));
        return headers;
    }

    /** @param age nanoseconds since the sender's start */
    static Map<String, String> ofRequest(
            String node, long age, @Nullable String token, @Nullable String echo, boolean goodbye) {
        Map<String, String> headers = ofGreeting(node, age);
        if (token != null) {
            headers.put(TOKEN, token);
        }
        if (echo != null) {
            headers.put(ECHO, echo);
        }
        if (goodbye) {
            headers.put(GOODBYE, TRUE);
        }
        return headers;
    }

    /** @param now nanoseconds since the start of who answers */
    static Map<String, String> ofReply(String node, long now, boolean met) {
        return Map.of(NODE, node, TOKEN, node + ":" + now, MET, Boolean.toString(met));
    }

    /** Returns who sends, or null if it is not one of us. */
    static @Nullable String node(UnaryOperator<@Nullable String> headers) {
        String node = headers.apply(NODE);
        return node != null && isNode(node) ? node : null;
    }

    /**
     * Returns what the headers of a request say, or null if there is no echo of a token that {@code
     * ownNode} issued before {@code now}.
     */
    static @Nullable Greeting greeting(UnaryOperator<@Nullable String> headers, String ownNode, long now) {
        String node = node(headers);
        long echoed = issued(headers.apply(ECHO), ownNode, now);
        if (node == null || echoed < 0) {
            return null;
        }
        long age = Math.max(0, number(headers.apply(AGE)));
        return new Greeting(node, echoed, TimeUnit.MILLISECONDS.toNanos(age), TRUE.equals(headers.apply(GOODBYE)));
    }

    /** Tells whether who answered counts on hearing from this server. */
    static boolean isMet(Map<String, String> headers) {
        return TRUE.equals(headers.get(MET));
    }

    /** Returns when {@code ownNode} issued a token, in nanoseconds since its start; negative if it has not. */
    static long issued(@Nullable String token, String ownNode, long now) {
        if (token == null || !token.startsWith(ownNode + ":")) {
            return -1;
        }
        long issued = number(token.substring(ownNode.length() + 1));
        return issued <= now ? issued : -1;
    }

    /** Returns a decimal number; negative if it is none. */
    static long number(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > LONGEST_NUMBER) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return -1;
            }
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }

    // No pattern, since each request is looked at more than once.
    private static boolean isNode(String text) {
        if (text.isEmpty() || text.length() > LONGEST_NODE) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isDigit(c) && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
