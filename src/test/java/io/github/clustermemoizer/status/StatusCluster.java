package io.github.clustermemoizer.status;

import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.ClusterConfig;
import io.github.clustermemoizer.cluster.FlushServlet;
import io.github.clustermemoizer.cluster.PeerStatus;
import io.github.clustermemoizer.cluster.TestServer;
import io.github.clustermemoizer.cluster.Waiting;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Servers with a status page each, some of which can be killed or paused. */
final class StatusCluster implements AutoCloseable {
    static final String PATH = "/SYSTEM/memoizer-status";

    final class Node implements AutoCloseable {
        final TestServer server;
        final ClusterBroadcaster broadcaster;
        final Memoizer memoizer;
        private final CountDownLatch resumed = new CountDownLatch(1);
        private volatile boolean paused;

        private Node(TestServer server, ClusterConfig config, UnaryOperator<StatusServlet.Builder> settings) {
            this.server = server;
            broadcaster = new ClusterBroadcaster(config);
            memoizer = Memoizer.builder().broadcaster(broadcaster).build();
            server.start(context -> {
                Filter gate = (request, response, chain) -> {
                    String node = ((HttpServletRequest) request).getHeader("Memoizer-Node");
                    if (paused) {
                        hold();
                    }
                    if (node != null && silent.contains(node)) {
                        ((HttpServletResponse) response).setStatus(503);
                    } else {
                        chain.doFilter(request, response);
                    }
                };
                var filter = context.addFilter("gate", gate);
                filter.setAsyncSupported(true);
                filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
                FlushServlet.mount(context, broadcaster);
                settings.apply(StatusServlet.builder(broadcaster)).mount(context);
            });
        }

        private void hold() {
            try {
                resumed.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        String page() {
            return server.uri() + PATH;
        }

        /** From now on nothing comes from it or goes to it, and it has not said goodbye. */
        void kill() {
            silent.add(broadcaster.status().instance());
            close();
        }

        /** From now on it answers nobody, and says nothing. */
        void pause() {
            silent.add(broadcaster.status().instance());
            paused = true;
        }

        boolean hears(PeerStatus.State state, Node other) {
            return broadcaster.status().peers().stream()
                    .anyMatch(peer -> peer.peer().equals(other.server.uri()) && peer.state() == state);
        }

        @Override
        public void close() {
            resumed.countDown();
            broadcaster.close();
            server.close();
            memoizer.close();
        }
    }

    final List<Node> nodes = new ArrayList<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();

    StatusCluster(int size, String settings, UnaryOperator<StatusServlet.Builder> page) {
        List<TestServer> servers = IntStream.range(0, size)
                .mapToObj(i -> TestServer.open(
                        i % 2 == 0 || size > 4 ? TestServer.Container.JETTY : TestServer.Container.TOMCAT,
                        "127.0.0." + (i + 1)))
                .toList();
        String file = settings
                + """
                server-cluster.allowed-requesters = 127.0.0.*
                server-cluster.timeout = 1s
                server-cluster.peers = %s
                """.formatted(servers.stream().map(s -> s.uri().toString()).collect(Collectors.joining(", ")));
        for (TestServer server : servers) {
            nodes.add(new Node(server, config(file), page));
        }
        Waiting.await("all meet", () -> nodes.stream().allMatch(this::hearsAll));
    }

    static StatusCluster of(int size) {
        return new StatusCluster(size, "", page -> page);
    }

    private boolean hearsAll(Node node) {
        return nodes.stream()
                .allMatch(other -> other.equals(node)
                        ? node.hears(PeerStatus.State.SELF, node)
                        : node.hears(PeerStatus.State.HEARD, other));
    }

    Node node(int index) {
        return nodes.get(index);
    }

    private static ClusterConfig config(String file) {
        try {
            var properties = new Properties();
            properties.load(new StringReader(file));
            return ClusterConfig.of(properties);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // All at once, or the last would wait for those that are gone.
        nodes.parallelStream().forEach(node -> node.broadcaster.close());
        nodes.forEach(Node::close);
    }
}
