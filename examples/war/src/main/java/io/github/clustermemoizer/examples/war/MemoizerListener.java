package io.github.clustermemoizer.examples.war;

import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.ClusterConfig;
import io.github.clustermemoizer.cluster.FlushServlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Makes what the servlets find in the servlet context when they are initialized, and closes it behind them. */
public final class MemoizerListener implements ServletContextListener {
    static final String MEMOIZER = Memoizer.class.getName();
    static final String HOME = "greebles.home";

    private ClusterBroadcaster broadcaster;
    private Memoizer memoizer;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        broadcaster = new ClusterBroadcaster(configuration());
        memoizer =
                Memoizer.builder().maximumSize(100_000).broadcaster(broadcaster).build();

        ServletContext context = event.getServletContext();
        context.setAttribute(FlushServlet.BROADCASTER, broadcaster);
        context.setAttribute(MEMOIZER, memoizer);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (memoizer != null) { // or the start has failed
            memoizer.close();
            broadcaster.close();
        }
    }

    /** Returns the folder that all servers share. */
    static Path home() {
        String home = System.getProperty(HOME);
        if (home == null) {
            throw new IllegalStateException("system property " + HOME + " must name the folder that has"
                    + " server-cluster.properties in it; start the container with -D" + HOME + "=/that/folder");
        }
        return Path.of(home);
    }

    private static ClusterConfig configuration() {
        Path file = home().resolve("server-cluster.properties");
        try {
            return ClusterConfig.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
