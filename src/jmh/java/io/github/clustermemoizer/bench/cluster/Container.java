package io.github.clustermemoizer.bench.cluster;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The servlet container of all sides that speak HTTP. */
final class Container {
    private final Server server = new Server();

    Container(Place place, Consumer<ServletContext> mount) throws Exception {
        var connector = new ServerConnector(server, 1, 1);
        connector.setHost(place.host());
        connector.setPort(place.port());
        server.addConnector(connector);
        var context = new ServletContextHandler("/");
        context.addEventListener(new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                mount.accept(event.getServletContext());
            }
        });
        server.setHandler(context);
        server.start();
    }
}
