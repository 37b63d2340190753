package io.github.clustermemoizer.examples.quickstart;

import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.ClusterConfig;
import io.github.clustermemoizer.cluster.FlushServlet;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Two servers: one flushes, and the other loads anew. */
public final class Quickstart {
    private static final String STATEMENT = "select colour from greebles where id = 43";
    private static volatile String database = "red";

    private final String name;
    private final Server jetty = new Server();
    private final ServerConnector connector = new ServerConnector(jetty);
    private Memoizer memoizer;

    private Quickstart(String name) throws Exception {
        this.name = name;
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        connector.open(); // on a free port, which the other server is to know before it starts
    }

    private String address() {
        return "http://127.0.0.1:" + connector.getLocalPort();
    }

    private void start(ClusterConfig config) throws Exception {
        ClusterBroadcaster broadcaster = new ClusterBroadcaster(config);
        memoizer = Memoizer.builder().broadcaster(broadcaster).build();
        ServletContextHandler site = new ServletContextHandler("/");
        site.addServletContainerInitializer((classes, context) -> FlushServlet.mount(context, broadcaster));
        jetty.setHandler(site);
        jetty.start();
    }

    private void lookUp() {
        String[] from = {"memory"};
        String colour = memoizer.memoize(STATEMENT, () -> {
            from[0] = "the database";
            return database;
        });
        System.out.println(name + ": greeble 43 is " + colour + ", says " + from[0]);
    }

    /** Shows it, and ends. */
    public static void main(String[] args) throws Exception {
        Quickstart www1 = new Quickstart("www1");
        Quickstart www2 = new Quickstart("www2");
        ClusterConfig config = ClusterConfig.builder() // the same for both
                .peers(www1.address(), www2.address())
                .allowedRequesters("127.0.0.1")
                .secret(UUID.randomUUID().toString())
                .build();
        try {
            www1.start(config);
            www2.start(config);
            www1.lookUp();
            www2.lookUp();
            database = "green";
            System.out.println("The greeble is painted green, and nobody is told.");
            www2.lookUp();
            boolean told = www1.memoizer.flush(STATEMENT).await(Duration.ofSeconds(10));
            System.out.println(told ? "www1 flushes, and www2 is told." : "www1 flushes, and cannot reach www2.");
            www2.lookUp();
            www1.lookUp();
        } finally {
            www1.jetty.stop(); // the broadcaster goes with its servlet
            www2.jetty.stop();
        }
    }
}
