package io.github.clustermemoizer.examples.greebles.story;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** What is shown: the story without a cluster, the story with one, random traffic, and the last line. */
final class Programme {
    private static final String FENCE = "The fence: an update commits its version, flushes, waits for the delivery"
            + " (at most %d ms), and only then answers. Whatever read starts after that answer, on any server, must"
            + " return at least that version; if it returns less, it is stale. At the end, every greeble on every"
            + " server is compared with the version column of the database.";

    private final Options options;
    private final Stage stage;
    private final Screen screen;
    private final Watch watch = new Watch();

    Programme(Options options, Stage stage, Screen screen) {
        this.options = options;
        this.stage = stage;
        this.screen = screen;
    }

    /** Shows it; returns true if the cluster never served a stale answer. */
    boolean run() throws IOException, InterruptedException, SQLException {
        screen.title("The story of the outdated greeble: one database, three servers");
        DatabaseProcess database = stage.startDatabase();
        introduce(database.process(), database.url());

        Cluster alone = stage.startCluster(database, false);
        introduce(alone);
        tellWithoutCluster(alone);
        stage.stop(alone);

        Cluster cluster = stage.startCluster(database, true);
        tellWithCluster(cluster);
        runTraffic(cluster, database);
        if (options.stay()) {
            new Visit(screen, cluster.servers()).awaitEnd();
        }
        return watch.staleAnswers() == 0;
    }

    private void introduce(ChildProcess process, String address) {
        screen.line("  %-9s %-46s pid %d", process.name(), address, process.pid());
    }

    private void introduce(Cluster cluster) {
        for (int i = 0; i < cluster.servers().size(); i++) {
            introduce(
                    cluster.processes().get(i), cluster.servers().get(i).home().toString());
        }
    }

    private void tellWithoutCluster(Cluster alone) throws IOException, InterruptedException {
        screen.title("1. Clustering off (server-cluster.enabled=false)");
        alone.warmUp();
        WebServer updater = alone.servers().get(0);
        WebServer reader = alone.servers().get(1);
        Watch ownWatch = new Watch();
        Story story = new Story(ownWatch, screen);
        story.head();
        story.tell(updater, reader);
        if (ownWatch.staleAnswers() == 0) {
            throw new IllegalStateException("without a cluster, " + reader.name() + " must serve the old greeble");
        }
        screen.line();
        screen.line("  %s serves the old greeble from its memory: nobody has told it.", reader.name());
    }

    private void tellWithCluster(Cluster cluster) throws IOException, InterruptedException {
        screen.title("2. Clustering on: the servers are started again, and all three read this file");
        cluster.configuration().lines().forEach(line -> screen.line("    %s", line));
        if (options.broken()) {
            screen.line();
            screen.line("  %s", screen.bad("-Dbreak=true: 192.0.2.1 is nobody's address, so every flush is refused."));
        }
        screen.line();
        introduce(cluster);
        screen.line();
        cluster.warmUp();
        screen.line("  All nine pairs of updater and reader, with updater = reader among them:");
        screen.line();
        Story story = new Story(watch, screen);
        story.head();
        List<WebServer> servers = cluster.servers();
        for (int updater = 0; updater < servers.size(); updater++) {
            for (int distance = 1; distance <= servers.size(); distance++) {
                WebServer reader = servers.get((updater + distance) % servers.size());
                screen.line();
                story.tell(servers.get(updater), reader);
            }
        }
    }

    private void runTraffic(Cluster cluster, DatabaseProcess database)
            throws IOException, InterruptedException, SQLException {
        Traffic traffic = new Traffic(cluster.servers(), watch, screen);
        screen.title("3. Random traffic for " + options.seconds() + " s: " + traffic.description());
        screen.paragraph(FENCE.formatted(options.patience().toMillis()));
        screen.line();
        screen.line("  Reads so far, second by second:");
        Counters before = cluster.counters();
        traffic.run(options.seconds());
        Counters counted = cluster.counters().minus(before);
        new Audit(database, watch).run(cluster.servers());

        screen.line();
        if (watch.staleAnswers() > 0) {
            explainStaleAnswers(cluster);
        }
        String lastLine =
                "%,d reads, hit rate %.1f %%, %,d database queries saved, %,d flushes sent, %,d stale answers seen"
                        .formatted(
                                traffic.reads(),
                                100 * counted.hitRate(),
                                counted.queriesSaved(),
                                traffic.updates(),
                                watch.staleAnswers());
        screen.line("%s", watch.staleAnswers() == 0 ? screen.good(lastLine) : screen.bad(lastLine));
    }

    private void explainStaleAnswers(Cluster cluster) throws IOException {
        screen.paragraph("The first stale answer: " + watch.firstStaleAnswer().orElseThrow() + ".");
        for (ChildProcess process : cluster.processes()) {
            for (String line : process.log(1)) {
                screen.paragraph(process.name() + " logged: " + line);
            }
        }
        screen.line();
    }
}
