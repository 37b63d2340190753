package io.github.clustermemoizer.cluster;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of what a signature vouches for: one line for each thing, none of which can have a line break in it. So two
 * different requests never have the same text, and no request has that of an answer.
 */
final class SignedText {
    private SignedText() {}

    /** Returns the text of a GET, its sender and, by the token, its receiver included. */
    static String ofRequest(String path, @Nullable String query, Map<String, String> headers) {
        var text = new StringBuilder("request\nGET\n").append(path).append('\n');
        if (query != null) {
            text.append('?').append(query);
        }
        return with(headers, Headers.OF_REQUESTS, text.append('\n'));
    }

    /**
     * Returns the text of an answer with status 200.
     *
     * @param asked the signature of the request, which no other has
     * @param body comes from who can sign, so a line break in it harms nobody
     */
    static String ofReply(String asked, String body, Map<String, String> headers) {
        return with(
                headers,
                Headers.OF_REPLIES,
                new StringBuilder("reply\n200\n")
                        .append(body)
                        .append('\n')
                        .append(asked)
                        .append('\n'));
    }

    private static String with(Map<String, String> headers, Iterable<String> names, StringBuilder text) {
        for (String name : names) {
            String value = headers.get(name);
            if (value != null && !name.equals(Headers.SIGNATURE)) {
                text.append(name).append(':').append(value).append('\n');
            }
        }
        return text.toString();
    }
}
