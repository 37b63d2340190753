package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Memoizer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The process of one server: a real container, a broadcaster, a memoizer, two readers and a writer. */
final class FaultServer {
    private static final int READERS = 2;

    private FaultServer() {}

    /** What one process needs to know of its place. */
    record Place(
            Path ledger,
            int server,
            int servers,
            String host,
            int databasePort,
            String table,
            Path config,
            boolean strictBound,
            Duration replicaLag) {

        List<String> arguments() {
            return List.of(
                    ledger.toString(),
                    "" + server,
                    "" + servers,
                    host,
                    "" + databasePort,
                    table,
                    config.toString(),
                    "" + strictBound,
                    replicaLag.toString());
        }

        static Place parse(String... arguments) {
            return new Place(
                    Path.of(arguments[0]),
                    Integer.parseInt(arguments[1]),
                    Integer.parseInt(arguments[2]),
                    arguments[3],
                    Integer.parseInt(arguments[4]),
                    arguments[5],
                    Path.of(arguments[6]),
                    Boolean.parseBoolean(arguments[7]),
                    Duration.parse(arguments[8]));
        }
    }

    /** Reports the port of the container; serves until stdin ends, or as ordered. */
    public static void main(String[] arguments) {
        FaultChild.run(parent -> serve(Place.parse(arguments), parent));
    }

    private static void serve(Place place, FaultChild parent) throws Exception {
        var container = place.server() % 2 == 0 ? TestServer.Container.JETTY : TestServer.Container.TOMCAT;
        TestServer server = TestServer.open(container, place.host());
        var broadcaster = new ClusterBroadcaster(ClusterConfig.load(place.config()));
        Memoizer memoizer = Memoizer.builder()
                .broadcaster(broadcaster)
                .strictBound(place.strictBound())
                .readLag(place.replicaLag())
                .build();
        server.start(context -> FlushServlet.mount(context, broadcaster));
        var store = new FaultStore(place.databasePort(), System.getenv(FaultStore.PASSWORD), place.table());
        var ledger = new FaultLedger(place.ledger());
        for (int reader = 0; reader < READERS; reader++) {
            FaultChild.start("reader-" + reader, new FaultReader(place, ledger, store, memoizer, reader == 0));
        }
        var writer = new FaultWriter(place, ledger, store, memoizer);
        FaultChild.start("writer", writer);
        parent.report(server.port);
        obey(parent, writer, () -> {
            broadcaster.close();
            server.close();
        });
    }

    private static void obey(FaultChild parent, FaultWriter writer, Runnable leave) throws InterruptedException {
        while (true) {
            String order = parent.order();
            if (order.equals("leave")) {
                writer.stop();
                leave.run();
                Runtime.getRuntime().halt(0);
            }
            writer.obey(order);
        }
    }
}
