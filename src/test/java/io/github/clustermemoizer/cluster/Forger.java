package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One who knows a secret, and says with it what no server would say. */
final class Forger {
    private final URI server;
    private final String from;
    private final Seal seal;
    private final String node;
    private long sequence;

    Forger(URI server, String from, String secret, String node) {
        this.server = server;
        this.from = from;
        this.seal = new Secrets(secret, null).seal();
        this.node = node;
    }

    /** Returns the latest token of the server. */
    String token() {
        RawHttp.Answer answer = request(null, null).sign().send();
        if (answer.status() != 200) {
            throw new AssertionError("not greeted: " + answer);
        }
        return header(answer, Headers.TOKEN);
    }

    /** Returns what a server would send, not signed yet. */
    Request request(@Nullable String query, @Nullable String token) {
        var headers = new LinkedHashMap<String, String>();
        headers.put(Headers.NODE, node);
        headers.put(Headers.AGE, "1000");
        if (token != null) {
            headers.put(Headers.TOKEN, token);
            headers.put(Headers.ECHO, token);
        }
        headers.put(Headers.SEQUENCE, String.valueOf(++sequence));
        return new Request(query, headers);
    }

    static String header(RawHttp.Answer answer, String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return answer.headers().stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .findFirst()
                .orElse("");
    }

    /** Everything of it can be altered, before it is signed and after. */
    final class Request {
        String method = "GET";
        String path = "/SYSTEM/flush-memoized-statement";
        String source = from;
        URI target = server;

        @Nullable
        String query;

        final Map<String, String> headers;
        final List<String> more = new ArrayList<>();

        private Request(@Nullable String query, Map<String, String> headers) {
            this.query = query;
            this.headers = headers;
        }

        Request sign() {
            headers.put(Headers.SIGNATURE, seal.sign(SignedText.ofRequest(path, query, headers)));
            return this;
        }

        RawHttp.Answer send() {
            var lines = new ArrayList<>(more);
            headers.forEach((name, value) -> lines.add(name + ": " + value));
            return RawHttp.send(
                    source, target, method, query == null ? path : path + "?" + query, lines.toArray(String[]::new));
        }
    }
}
