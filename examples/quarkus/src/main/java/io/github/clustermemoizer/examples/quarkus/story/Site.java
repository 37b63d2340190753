package io.github.clustermemoizer.examples.quarkus.story;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Two servers, each a process of its own, and the folder that they share; with this JVM they end as well. */
final class Site implements AutoCloseable {
    private final Path folder;
    private final List<WebServer> servers = new ArrayList<>();
    private final Thread end = new Thread(this::end);

    /**
     * Starts it, on free ports of the loopback address.
     *
     * @param application the jar that Quarkus has built
     */
    Site(Path application) throws IOException, InterruptedException {
        folder = Files.createTempDirectory("greebles");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            List<Integer> ports = freePorts();
            List<String> settings = List.of(
                    "-Dgreebles.file=" + folder.resolve("greeble-43.txt"),
                    "-Dserver-cluster.peers=http://127.0.0.1:" + ports.get(0) + ", http://127.0.0.1:" + ports.get(1));
            String secret = UUID.randomUUID().toString();
            for (int port : ports) {
                String name = "www" + (servers.size() + 1);
                Path log = folder.resolve(name + ".log");
                servers.add(WebServer.start(name, port, application, settings, secret, log));
            }
            for (WebServer server : servers) {
                server.awaitStart("/greeble");
            }
        } catch (IOException | RuntimeException | InterruptedException e) {
            close();
            throw e;
        }
    }

    WebServer www1() {
        return servers.get(0);
    }

    WebServer www2() {
        return servers.get(1);
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(end);
        end();
    }

    private void end() {
        servers.forEach(WebServer::end);
        servers.forEach(WebServer::awaitEnd);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("not deleted: " + e.getMessage());
        }
    }

    /** Both must be known before the first server starts, so they are asked for beforehand, and given back. */
    private static List<Integer> freePorts() throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        try (var first = new ServerSocket(0, 1, loopback);
                var second = new ServerSocket(0, 1, loopback)) {
            return List.of(first.getLocalPort(), second.getLocalPort());
        }
    }
}
