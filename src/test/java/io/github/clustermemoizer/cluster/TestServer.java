package io.github.clustermemoizer.cluster;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A real servlet container on an address of its own. Its port is known before it starts, for the file that lists all. */
abstract class TestServer implements AutoCloseable {
    enum Container {
        JETTY,
        TOMCAT
    }

    final String host;
    int port;

    private TestServer(String host) {
        this.host = host;
    }

    static TestServer open(Container container, String host) {
        try {
            return container == Container.JETTY ? new Jetty(host) : new OfTomcat(host);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    URI uri() {
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    /** Starts to serve what {@code mount} puts into the context. */
    final TestServer start(Consumer<ServletContext> mount) {
        return start("", mount);
    }

    final TestServer start(String contextPath, Consumer<ServletContext> mount) {
        try {
            serve(contextPath, mount);
            return this;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    abstract void serve(String contextPath, Consumer<ServletContext> mount) throws Exception;

    @Override
    public abstract void close();

    static void add(ServletContext context, String path, Servlet servlet) {
        context.addServlet(path, servlet).addMapping(path);
    }

    private record Mount(Consumer<ServletContext> mount) implements ServletContextListener {
        @Override
        public void contextInitialized(ServletContextEvent event) {
            mount.accept(event.getServletContext());
        }
    }

    private static final class Jetty extends TestServer {
        private final Server server = new Server();

        Jetty(String host) throws Exception {
            super(host);
            var connector = new ServerConnector(server, 1, 1);
            connector.setHost(host);
            connector.open();
            port = connector.getLocalPort();
            server.addConnector(connector);
        }

        @Override
        void serve(String contextPath, Consumer<ServletContext> mount) throws Exception {
            var context = new ServletContextHandler(contextPath.isEmpty() ? "/" : contextPath);
            context.addEventListener(new Mount(mount));
            server.setHandler(context);
            server.start();
        }

        @Override
        public void close() {
            try {
                server.stop();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private static final class OfTomcat extends TestServer {
        private final Tomcat tomcat = new Tomcat();
        private boolean closed;

        OfTomcat(String host) throws Exception {
            super(host);
            Path base = Files.createTempDirectory("tomcat");
            tomcat.setBaseDir(base.toString());
            tomcat.setSilent(true);
            Connector connector = new Connector();
            connector.setProperty("address", host);
            connector.setPort(0);
            tomcat.setConnector(connector);
            tomcat.init();
            port = connector.getLocalPort();
        }

        @Override
        void serve(String contextPath, Consumer<ServletContext> mount) throws LifecycleException {
            var context = (StandardContext) tomcat.addContext(contextPath, null);
            // They ask for --add-opens, and there is no class loader here to leak.
            context.setClearReferencesObjectStreamClassCaches(false);
            context.setClearReferencesThreadLocals(false);
            context.setClearReferencesRmiTargets(false);
            context.addServletContainerInitializer((classes, servletContext) -> mount.accept(servletContext), null);
            tomcat.start();
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            try {
                tomcat.stop();
                tomcat.destroy();
            } catch (LifecycleException e) {
                throw new AssertionError(e);
            }
        }
    }
}
