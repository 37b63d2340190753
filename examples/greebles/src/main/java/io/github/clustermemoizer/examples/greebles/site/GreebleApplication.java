package io.github.clustermemoizer.examples.greebles.site;

import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.ClusterConfig;
import io.github.clustermemoizer.cluster.FlushServlet;
import io.github.clustermemoizer.status.StatusServlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.time.Duration;

/** The wiring of one server. It is the same with and without a cluster, and the same on every server. */
public final class GreebleApplication implements ServletContextListener {
    private final ClusterConfig config;
    private final Database database;
    private final Duration patience;

    private ClusterBroadcaster broadcaster;
    private Memoizer memoizer;

    /**
     * Creates the application.
     *
     * @param config what the file says that lies on every server
     * @param database the one that all servers share
     * @param patience how long an update waits at most for the other servers
     */
    public GreebleApplication(ClusterConfig config, Database database, Duration patience) {
        this.config = config;
        this.database = database;
        this.patience = patience;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        broadcaster = new ClusterBroadcaster(config);
        memoizer =
                Memoizer.builder().maximumSize(100_000).broadcaster(broadcaster).build();
        GreebleDao dao = new GreebleDao(database, memoizer, patience);

        ServletContext context = event.getServletContext();
        FlushServlet.mount(context, broadcaster);
        StatusServlet.mount(context, broadcaster);
        context.addServlet("greebles", new GreebleServlet(dao, database)).addMapping("/greebles/*");
        context.addServlet("stats", new StatsServlet(memoizer)).addMapping("/stats");
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        memoizer.close();
        broadcaster.close();
        database.close();
    }
}
