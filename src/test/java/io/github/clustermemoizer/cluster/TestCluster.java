package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Memoizer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.StringReader;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Look-alike servers on 127.0.0.1, 127.0.0.2, …, by turns Jetty and Tomcat, over one database, with one and the same file. */
final class TestCluster implements AutoCloseable {
    final class Node implements AutoCloseable {
        final TestServer server;
        final ClusterBroadcaster broadcaster;
        final Memoizer memoizer;
        final Greebles greebles;
        /** Target of every GET that came in, heartbeats apart. */
        final List<String> received = new CopyOnWriteArrayList<>();

        private Node(TestServer server, ClusterConfig config) {
            this.server = server;
            broadcaster = new ClusterBroadcaster(config);
            memoizer = Memoizer.builder().broadcaster(broadcaster).build();
            greebles = new Greebles(database, memoizer);
            server.start(context -> {
                Filter recorder = (request, response, chain) -> {
                    var http = (HttpServletRequest) request;
                    if (http.getQueryString() != null) {
                        received.add(http.getRequestURI() + "?" + http.getQueryString());
                    }
                    chain.doFilter(request, response);
                };
                context.addFilter("recorder", recorder)
                        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
                FlushServlet.mount(context, broadcaster);
            });
        }

        URI uri() {
            return server.uri();
        }

        @Override
        public void close() {
            broadcaster.close();
            server.close();
            memoizer.close();
        }
    }

    final Greebles.Database database = new Greebles.Database();
    final List<Node> nodes = new ArrayList<>();
    final String file;

    /**
     * @param settings more lines for the file, and {@code %peers%} stands for the servers
     * @param own a line for each server's file alone; none for all that follow
     */
    TestCluster(int size, String settings, String... own) {
        List<TestServer> servers = IntStream.range(0, size)
                .mapToObj(i -> TestServer.open(
                        i % 2 == 0 ? TestServer.Container.JETTY : TestServer.Container.TOMCAT, "127.0.0." + (i + 1)))
                .toList();
        String peers = servers.stream().map(s -> s.uri().toString()).collect(Collectors.joining(", "));
        file = settings.replace("%peers%", peers);
        for (int i = 0; i < size; i++) {
            nodes.add(new Node(servers.get(i), config(i < own.length ? file + own[i] : file)));
        }
    }

    static TestCluster of(int size) {
        return new TestCluster(size, """
                server-cluster.enabled = true
                server-cluster.peers = %peers%
                server-cluster.allowed-requesters = 127.0.0.*
                """);
    }

    ClusterConfig config() {
        return config(file);
    }

    private static ClusterConfig config(String file) {
        try {
            var properties = new Properties();
            properties.load(new StringReader(file));
            return ClusterConfig.of(properties);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    Node node(int index) {
        return nodes.get(index);
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
        database.close();
    }
}
