package io.github.clustermemoizer.examples.greebles.story;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Where the story plays: the processes, and a directory with the configuration file and what they log. */
final class Stage {
    private final Options options;
    private final Path directory;
    private final String password = UUID.randomUUID().toString();
    private final Children children;

    Stage(Options options) throws IOException {
        this.options = options;
        directory = Files.createTempDirectory("greebles");
        children = new Children(directory, Map.of(DatabaseServer.PASSWORD, password));
    }

    /** Starts the database; returns when it serves. */
    DatabaseProcess startDatabase() throws IOException, InterruptedException {
        ChildProcess process = children.start("database", DatabaseServer.class);
        String url = DatabaseServer.url(Integer.parseInt(process.await("port")));
        return new DatabaseProcess(process, url, password);
    }

    /** Starts three servers, with clustering on or off; returns when all three serve. */
    Cluster startCluster(DatabaseProcess database, boolean clustering) throws IOException, InterruptedException {
        Path configFile = directory.resolve("server-cluster.properties");
        return Cluster.start(children, configFile, database.url(), options, clustering);
    }

    /** Ends three servers; returns when they have ended. */
    void stop(Cluster cluster) throws InterruptedException {
        children.end(cluster.processes());
    }

    /** Ends all processes, and deletes the directory. */
    void clear() throws IOException, InterruptedException {
        children.endAll();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
