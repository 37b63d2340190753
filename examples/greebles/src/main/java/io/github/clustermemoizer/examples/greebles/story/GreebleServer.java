package io.github.clustermemoizer.examples.greebles.story;

import io.github.clustermemoizer.cluster.ClusterConfig;
import io.github.clustermemoizer.examples.greebles.site.Database;
import io.github.clustermemoizer.examples.greebles.site.GreebleApplication;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The process of one server: the application in an embedded Jetty, on a free port of the loopback address. */
final class GreebleServer {
    private GreebleServer() {}

    /**
     * Reports {@code port n}; once told that the file is written, reads it, reports {@code ready}, and serves
     * until stdin ends.
     *
     * @param args the configuration file, the database, and how many milliseconds an update waits at most
     */
    public static void main(String[] args) {
        Path configFile = Path.of(args[0]);
        String databaseUrl = args[1];
        Duration patience = Duration.ofMillis(Long.parseLong(args[2]));
        Lifeline.run(launcher -> serve(launcher, configFile, databaseUrl, patience));
    }

    private static void serve(Lifeline launcher, Path configFile, String databaseUrl, Duration patience)
            throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        // Binds before anything is served: the file is to name the ports of all three servers first.
        connector.open();
        launcher.report("port " + connector.getLocalPort());
        launcher.awaitOrder();

        ClusterConfig config = ClusterConfig.load(configFile);
        String password = System.getenv(DatabaseServer.PASSWORD);
        Database database = new Database(databaseUrl, DatabaseServer.USER, password);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addEventListener(new GreebleApplication(config, database, patience));
        server.setHandler(context);
        server.setStopAtShutdown(true);
        server.start();
        launcher.report("ready");
    }
}
