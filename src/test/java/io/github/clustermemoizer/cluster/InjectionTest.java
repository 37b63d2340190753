package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Memoizer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A statement is data, in a request and in a log line, whatever stands in it. */
@Timeout(60)
class InjectionTest {
    private static final String STATEMENT =
            "a HTTP/1.1\r\nMemoizer-Goodbye: true\r\n\r\nGET /other HTTP/1.1\r\nHost: x\u2028\u202e\u0085\u001b[2J";

    @Test
    void flush_statementWithLineBreaks_isOneParameterOfOneRequest() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var broadcaster = new ClusterBroadcaster(ClusterConfig.builder()
                        .peers("http://127.0.0.1:" + server.getLocalPort())
                        .build());
                var memoizer = Memoizer.builder().broadcaster(broadcaster).build()) {
            memoizer.flush(STATEMENT);

            List<String> request = new ArrayList<>();
            while (request.isEmpty() || !request.get(0).contains("?")) {
                request.clear();
                try (var connection = server.accept();
                        var in = new BufferedReader(
                                new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1))) {
                    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                        request.add(line);
                    }
                }
            }

            assertThat(request.get(0)).matches("GET /SYSTEM/flush-memoized-statement\\?statement=[!-~]+ HTTP/1\\.1");
            assertThat(request.subList(1, request.size()))
                    .allMatch(line -> line.matches("(Memoizer-Node|Memoizer-Age|Host|Connection|User-Agent): [ -~]*"));
        }
    }

    @Test
    void receive_statementWithLineBreaks_isLoggedOnOneLine() {
        var inbox = new Inbox(
                ClusterConfig.builder()
                        .peers("http://127.0.0.1:1")
                        .logging(true)
                        .build(),
                "me",
                new Contacts(new Terms(1, 6, 0, true, false, 0)),
                () -> 5);
        try (var logs = new Logs()) {
            inbox.take(new Incoming(
                    "127.0.0.2\r\nforged",
                    "/flush",
                    Wire.parameter(io.github.clustermemoizer.Flush.statement(STATEMENT), 6000),
                    Map.of()));
            inbox.take(new Incoming("127.0.0.2\r\nforged", "/flush", "x=" + STATEMENT, Map.of()));
            inbox.admits("127.0.0.2\r\nforged", name -> List.of(), "me\r\nforged");

            assertThat(logs.lines("")).hasSize(3).allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c < 0x7F));
        }
    }
}
