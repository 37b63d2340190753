package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Memoizer;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Three servers, www1 to www3 on 127.0.0.1 to 127.0.0.3, of which something is wrong with at least one. */
final class Ward implements AutoCloseable {
    static final int SIZE = 3;

    private static final String FILE = """
            server-cluster.allowed-requesters = 127.0.0.*
            server-cluster.timeout = 500ms
            server-cluster.heartbeat = 100ms
            server-cluster.staleness-bound = 3s
            """;

    final TestServer[] servers = new TestServer[SIZE];
    private final String[] files = {"", "", ""};
    private final List<BiConsumer<ServletContext, ClusterBroadcaster>> mounts =
            new ArrayList<>(List.of(FlushServlet::mount, FlushServlet::mount, FlushServlet::mount));
    private final boolean[] hasMemoizer = {true, true, true};
    private final @Nullable ClusterBroadcaster[] broadcasters = new ClusterBroadcaster[SIZE];
    private final List<AutoCloseable> others = new ArrayList<>();
    private @Nullable String peers;
    private String[] more = {};

    Ward() {
        this(null, null, null);
    }

    /** @param https of each; null for a server that speaks http */
    Ward(@Nullable Https... https) {
        for (int i = 0; i < SIZE; i++) {
            var container = i == 1 ? TestServer.Container.TOMCAT : TestServer.Container.JETTY;
            String host = "127.0.0." + (i + 1);
            Https own = https[i];
            servers[i] = own == null ? TestServer.open(container, host) : TestServer.open(container, host, own);
        }
    }

    /** Returns the address of www1, www2 or www3. */
    URI www(int number) {
        return Objects.requireNonNull(servers[number - 1]).uri();
    }

    /** Adds lines to the file of one server; they replace those of the same name. */
    Ward file(int number, String lines) {
        files[number - 1] += lines + "\n";
        return this;
    }

    Ward files(String lines) {
        for (int i = 1; i <= SIZE; i++) {
            file(i, lines);
        }
        return this;
    }

    /** All list these, and not the three. */
    Ward peers(Object... listed) {
        peers = Stream.of(listed).map(Object::toString).collect(Collectors.joining(", "));
        return this;
    }

    /** All list these, too. */
    Ward alsoListed(Object... listed) {
        more = Stream.of(listed).map(Object::toString).toArray(String[]::new);
        return this;
    }

    Ward mount(int number, BiConsumer<ServletContext, ClusterBroadcaster> mount) {
        mounts.set(number - 1, mount);
        return this;
    }

    Ward withoutMemoizer(int number) {
        hasMemoizer[number - 1] = false;
        return this;
    }

    /** Closes that in the end, too. */
    <T extends AutoCloseable> T keep(T other) {
        others.add(other);
        return other;
    }

    /** Returns what stands in the file of one server. */
    String fileOf(int number) {
        String listed = peers != null
                ? peers
                : Stream.concat(Arrays.stream(servers).map(TestServer::uri).map(URI::toString), Stream.of(more))
                        .collect(Collectors.joining(", "));
        return FILE + "server-cluster.peers = " + listed + "\n" + files[number - 1];
    }

    ClusterConfig config(int number) {
        try {
            var properties = new Properties();
            properties.load(new StringReader(fileOf(number)));
            return ClusterConfig.of(properties);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Ward start() {
        for (int i = SIZE; i >= 1; i--) {
            start(i);
        }
        return this;
    }

    ClusterBroadcaster start(int number) {
        var broadcaster = new ClusterBroadcaster(config(number));
        broadcasters[number - 1] = broadcaster;
        if (hasMemoizer[number - 1]) {
            others.add(0, Memoizer.builder().broadcaster(broadcaster).build());
        }
        Objects.requireNonNull(servers[number - 1])
                .start(context -> mounts.get(number - 1).accept(context, broadcaster));
        return broadcaster;
    }

    /** Another process takes the place of one, at its address and with its file as it is now. */
    void restart(int number) {
        TestServer old = Objects.requireNonNull(servers[number - 1]);
        old.close();
        servers[number - 1] = TestServer.open(TestServer.Container.JETTY, old.host, old.port, 0);
        start(number);
    }

    ClusterBroadcaster broadcaster(int number) {
        return Objects.requireNonNull(broadcasters[number - 1]);
    }

    Diagnosis diagnose(int number) {
        try {
            return broadcaster(number).diagnose().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Returns what one server finds of an address; of itself, if that is null. */
    List<Finding> findings(int number, @Nullable URI peer) {
        Diagnosis diagnosis = diagnose(number);
        return peer == null
                ? diagnosis.findings()
                : diagnosis.peers().stream()
                        .filter(row -> row.peer().equals(peer))
                        .flatMap(row -> row.findings().stream())
                        .toList();
    }

    @Override
    public void close() {
        Stream.of(broadcasters).parallel().filter(Objects::nonNull).forEach(ClusterBroadcaster::close);
        Stream.of(servers).forEach(TestServer::close);
        for (AutoCloseable other : others) {
            try {
                other.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
