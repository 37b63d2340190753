package io.github.clustermemoizer.examples.quarkus;

import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.FlushServlet;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Mounts what the peers send their flushes to. */
@WebListener
public class FlushListener implements ServletContextListener {
    @Inject
    ClusterBroadcaster broadcaster;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        FlushServlet.mount(event.getServletContext(), broadcaster);
    }
}
