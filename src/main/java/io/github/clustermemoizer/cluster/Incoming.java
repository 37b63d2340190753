package io.github.clustermemoizer.cluster;

import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A GET as it came in, before anything of it is believed.
 *
 * @param address of the socket's other end
 * @param path as it was sent, not decoded
 * @param query as it was sent, not decoded; null if there is none
 * @param headers those of ours, by name
 * @param client who asks, whether or not a proxy stands in between; null where that does not matter
 */
record Incoming(
        @Nullable String address,
        String path,
        @Nullable String query,
        Map<String, String> headers,
        @Nullable Requester client) {
    Incoming(@Nullable String address, String path, @Nullable String query, Map<String, String> headers) {
        this(address, path, query, headers, null);
    }

    Incoming of(Requester client) {
        return new Incoming(address, path, query, headers, client);
    }

    /**
     * Reads the headers of ours.
     *
     * @param lines all lines of the header of a name
     * @return null if one of them stands more than once: who reads it could not know which one the other reader means
     */
    static @Nullable Incoming read(
            @Nullable String address,
            String path,
            @Nullable String query,
            Function<String, @Nullable Enumeration<String>> lines) {
        var headers = new HashMap<String, String>();
        for (String name : Headers.OF_REQUESTS) {
            Enumeration<String> values = lines.apply(name);
            if (values != null && values.hasMoreElements()) {
                headers.put(name, values.nextElement());
                if (values.hasMoreElements()) {
                    return null;
                }
            }
        }
        return new Incoming(address, path, query, headers);
    }

    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    /** Tells whether it says anything but that its sender is there. */
    boolean isMoreThanAGreeting() {
        return (query != null && !query.isEmpty())
                || headers.containsKey(Headers.ECHO)
                || headers.containsKey(Headers.GOODBYE);
    }
}
