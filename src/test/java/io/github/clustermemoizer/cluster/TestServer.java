package io.github.clustermemoizer.cluster;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.CharArrayWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.AbstractAccessLogValve;
import org.apache.tomcat.util.IntrospectionUtils;
import org.apache.tomcat.util.modeler.Registry;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** A real servlet container on an address of its own. Its port is known before it starts, for the file that lists all. */
public abstract class TestServer implements AutoCloseable {
    public enum Container {
        JETTY,
        TOMCAT
    }

    final String host;
    private final @Nullable Https https;
    int port;

    TestServer(String host, @Nullable Https https) {
        this.host = host;
        this.https = https;
    }

    public static TestServer open(Container container, String host) {
        return open(container, host, 0, 0);
    }

    /**
     * @param port 0 for any
     * @param threads how many requests it serves at once; 0 for what the container thinks right
     */
    static TestServer open(Container container, String host, int port, int threads) {
        return open(container, host, port, threads, null);
    }

    static TestServer open(Container container, String host, Https https) {
        return open(container, host, 0, 0, https);
    }

    private static TestServer open(Container container, String host, int port, int threads, @Nullable Https https) {
        try {
            return container == Container.JETTY
                    ? new Jetty(host, port, threads, https)
                    : new OfTomcat(host, port, threads, https);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public URI uri() {
        return uri(port);
    }

    /** Opens one more port, which serves the same and has threads of its own; before {@link #start}. */
    final URI openAnother(int threads) {
        try {
            return uri(anotherPort(threads));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private URI uri(int port) {
        return URI.create(
                (https == null ? "http://" : "https://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    /** Starts to serve what {@code mount} puts into the context. */
    public final TestServer start(Consumer<ServletContext> mount) {
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

    abstract int anotherPort(int threads) throws Exception;

    /** Has the container write its own access log, line by line; before {@link #start}. */
    abstract void logAccess(Consumer<String> lines);

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
        private static final int OWN_THREADS = 2; // one accepts, one selects

        private final Server server;

        Jetty(String host, int port, int threads, @Nullable Https https) throws Exception {
            super(host, https);
            server = threads == 0 ? new Server() : new Server(pool(threads));
            this.port = open(
                    https == null
                            ? new ServerConnector(server, 1, 1)
                            : new ServerConnector(server, null, null, null, 1, 1, https.ofJetty()),
                    port);
        }

        @Override
        int anotherPort(int threads) throws Exception {
            return open(new ServerConnector(server, pool(threads), null, null, 1, 1, new HttpConnectionFactory()), 0);
        }

        /** For each version of the Servlet API there is one of the same name in a package of its own. */
        private static ContextHandler servletContext(String path) throws ReflectiveOperationException {
            for (String version : new String[] {"ee10", "ee11"}) {
                try {
                    return Class.forName("org.eclipse.jetty." + version + ".servlet.ServletContextHandler")
                            .asSubclass(ContextHandler.class)
                            .getConstructor(String.class)
                            .newInstance(path);
                } catch (ClassNotFoundException e) {
                    // the other one, then
                }
            }
            throw new AssertionError("there is no Jetty for servlets");
        }

        @Override
        void logAccess(Consumer<String> lines) {
            server.setRequestLog(new CustomRequestLog(lines::accept, CustomRequestLog.NCSA_FORMAT));
        }

        private static QueuedThreadPool pool(int threads) {
            var pool = new QueuedThreadPool(threads + OWN_THREADS, 1);
            pool.setReservedThreads(0);
            return pool;
        }

        private int open(ServerConnector connector, int port) throws Exception {
            connector.setHost(host);
            connector.setPort(port);
            connector.open();
            server.addConnector(connector);
            return connector.getLocalPort();
        }

        @Override
        void serve(String contextPath, Consumer<ServletContext> mount) throws Exception {
            ContextHandler context = servletContext(contextPath.isEmpty() ? "/" : contextPath);
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
        static {
            Registry.disableRegistry(); // all would be registered under the same names
        }

        private final Tomcat tomcat = new Tomcat();
        private boolean closed;

        OfTomcat(String host, int port, int threads, @Nullable Https https) throws Exception {
            super(host, https);
            // Made here, since two that make it at once would get in each other's way.
            Path base = Files.createDirectories(Path.of("target", "tomcat").toAbsolutePath());
            tomcat.setBaseDir(base.toString());
            tomcat.setSilent(true);
            Connector connector = connector(port, threads);
            if (https != null) {
                https.intoTomcat(connector);
            }
            tomcat.setConnector(connector);
            tomcat.init();
            this.port = connector.getLocalPort();
        }

        @Override
        int anotherPort(int threads) throws LifecycleException {
            Connector connector = connector(0, threads);
            tomcat.getService().addConnector(connector);
            connector.init();
            return connector.getLocalPort();
        }

        @Override
        void logAccess(Consumer<String> lines) {
            var valve = new AbstractAccessLogValve() {
                @Override
                protected void log(CharArrayWriter line) {
                    lines.accept(line.toString());
                }
            };
            valve.setPattern("common");
            tomcat.getHost().getPipeline().addValve(valve);
        }

        private Connector connector(int port, int threads) {
            Connector connector = new Connector();
            connector.setProperty("address", host);
            connector.setPort(port);
            if (threads > 0) {
                connector.setProperty("maxThreads", String.valueOf(threads));
                connector.setProperty("minSpareThreads", "1");
            }
            return connector;
        }

        @Override
        void serve(String contextPath, Consumer<ServletContext> mount) throws LifecycleException {
            var context = (StandardContext) tomcat.addContext(contextPath, null);
            // They ask for --add-opens, and there is no class loader here to leak.
            for (String what : new String[] {"ObjectStreamClassCaches", "ThreadLocals", "RmiTargets"}) {
                IntrospectionUtils.setProperty(context, "clearReferences" + what, "false"); // not all versions have all
            }
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
