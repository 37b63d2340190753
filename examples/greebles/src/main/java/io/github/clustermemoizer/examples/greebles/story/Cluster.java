package io.github.clustermemoizer.examples.greebles.story;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Three servers, and the one file that all three have read. */
final class Cluster {
    private static final List<String> NAMES = List.of("www1", "www2", "www3");

    private final List<ChildProcess> processes;
    private final List<WebServer> servers;
    private final String configuration;

    private Cluster(List<ChildProcess> processes, List<WebServer> servers, String configuration) {
        this.processes = processes;
        this.servers = servers;
        this.configuration = configuration;
    }

    /** Starts the servers, with clustering on or off; returns when all three serve. */
    static Cluster start(Children children, Path configFile, String databaseUrl, Options options, boolean clustering)
            throws IOException, InterruptedException {
        List<ChildProcess> processes = new ArrayList<>();
        for (String name : NAMES) {
            String patience = Long.toString(options.patience().toMillis());
            processes.add(children.start(name, GreebleServer.class, configFile.toString(), databaseUrl, patience));
        }
        List<WebServer> servers = new ArrayList<>();
        for (ChildProcess process : processes) {
            URI home = URI.create("http://127.0.0.1:" + process.await("port"));
            servers.add(new WebServer(process.name(), home));
        }
        String configuration = configuration(clustering, servers, options.broken());
        Files.writeString(configFile, configuration);
        makeSecret(configFile.resolveSibling("secret"));
        for (ChildProcess process : processes) {
            process.order();
        }
        for (ChildProcess process : processes) {
            process.await("ready");
        }
        return new Cluster(processes, servers, configuration);
    }

    /** Makes what only the servers know, in a file that nobody else can read. */
    private static void makeSecret(Path file) throws IOException {
        var secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        Files.deleteIfExists(file);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, Base64.getEncoder().encodeToString(secret));
    }

    private static String configuration(boolean clustering, List<WebServer> servers, boolean broken) {
        String peers = servers.stream().map(server -> server.home().toString()).collect(Collectors.joining(", "));
        // RFC 5737 keeps 192.0.2.1 for documents: nobody has it, so every flush is refused.
        String allowed = broken ? "192.0.2.1" : "127.0.0.1";
        return """
                server-cluster.enabled=%s
                server-cluster.peers=%s
                server-cluster.allowed-requesters=%s
                server-cluster.secret-file=secret
                server-cluster.logging=false
                """.formatted(clustering, peers, allowed);
    }

    List<WebServer> servers() {
        return servers;
    }

    List<ChildProcess> processes() {
        return processes;
    }

    /** Returns the content of the file. */
    String configuration() {
        return configuration;
    }

    /**
     * Lets every server do a few times what it will do next, so that the times of the story are not those of
     * classes being loaded and connections being made.
     */
    void warmUp() throws IOException, InterruptedException {
        for (WebServer server : servers) {
            for (int round = 0; round < 2; round++) {
                server.repaint(1, Colours.ofVersion(1));
                for (int id = 1; id <= 10; id++) {
                    server.look(id);
                }
            }
        }
    }

    /** Adds up what all three have counted. */
    Counters counters() throws IOException, InterruptedException {
        Counters sum = Counters.NONE;
        for (WebServer server : servers) {
            sum = sum.plus(server.counters());
        }
        return sum;
    }
}
