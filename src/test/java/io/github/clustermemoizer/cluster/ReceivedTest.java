package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Memoizer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server counts of what comes in. */
@Timeout(60)
class ReceivedTest {
    private static final String PATH = "/SYSTEM/flush-memoized-statement";

    private final ClusterBroadcaster broadcaster = new ClusterBroadcaster(ClusterConfig.builder()
            .peers("http://127.0.0.1:1")
            .allowedRequesters("127.0.0.1")
            .build());
    private final Memoizer memoizer =
            Memoizer.builder().broadcaster(broadcaster).build();

    @AfterEach
    void close() {
        broadcaster.close();
    }

    private Map<String, Long> refused() {
        return broadcaster.status().received().refused().entrySet().stream()
                .filter(cause -> cause.getValue() > 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Test
    void requests_taken_areCountedWithWhatTheyDropped() {
        try (var server = TestServer.open(TestServer.Container.JETTY, "127.0.0.1")
                .start(context -> FlushServlet.mount(context, broadcaster))) {
            memoizer.memoize("a", () -> 1);
            memoizer.memoize("b", () -> 1);

            RawHttp.get(server.uri(), PATH + "?statement=a&statement=c");
            RawHttp.get(server.uri(), PATH + "?all=true");
            RawHttp.get(server.uri(), PATH, "Memoizer-Node: somebody");

            Received received = broadcaster.status().received();
            assertThat(received.requests()).isEqualTo(3);
            assertThat(received.items()).isEqualTo(3);
            assertThat(received.dropped()).isEqualTo(2);
            assertThat(refused()).isEmpty();
        }
    }

    @Test
    void requests_refused_areCountedByCause() {
        try (var server = TestServer.open(TestServer.Container.TOMCAT, "127.0.0.1")
                .start(context -> {
                    FlushServlet.mount(context, broadcaster);
                    TestServer.add(context, "/bare", new FlushServlet(broadcaster));
                })) {
            RawHttp.send("127.0.0.2", server.uri(), "GET", PATH + "?all=true");
            RawHttp.send("127.0.0.1", server.uri(), "POST", PATH + "?all=true", "Content-Length: 0");
            RawHttp.get(server.uri(), PATH + "?nonsense=true");
            RawHttp.get(server.uri(), PATH + "?all=true", "Memoizer-Age: 1", "Memoizer-Age: 2");
            RawHttp.get(server.uri(), "/bare?all=true");
            for (int i = 0; i < 3 * WideFlushes.IN_A_ROW; i++) {
                RawHttp.get(server.uri(), PATH + "?all=true");
            }
        }

        assertThat(refused())
                .containsEntry("not allowed", 1L)
                .containsEntry("not get", 1L)
                .containsEntry("malformed", 2L)
                .containsEntry("not filtered", 1L)
                .containsKey("too often")
                .hasSize(5);
    }

    @Test
    void requests_toAServerWithASecret_areCountedByWhatIsWrongWithTheirSignature() {
        var config = ClusterConfig.builder()
                .peers("http://127.0.0.1:1")
                .secret("a secret that only the servers know")
                .build();
        var inbox = new Inbox(config, "me", new Contacts(new Terms(1, 6, 0, true, true, 0)), () -> 5);

        inbox.take(new Incoming("127.0.0.1", PATH, "all=true", Map.of()));
        inbox.take(new Incoming("127.0.0.1", PATH, "all=true", Map.of(Headers.SIGNATURE, "forged")));

        assertThat(inbox.received().refused()).containsEntry("not signed", 1L).containsEntry("wrong signature", 1L);
    }

    @Test
    void requests_whileClusteringIsOff_areCounted() {
        var config = ClusterConfig.builder().enabled(false).build();
        var inbox = new Inbox(config, "me", new Contacts(new Terms(1, 6, 0, true, false, 0)), () -> 5);

        inbox.admits("127.0.0.1", name -> List.of(), null);

        assertThat(inbox.received().refused()).containsEntry("clustering off", 1L);
    }
}
