package io.github.clustermemoizer.cluster;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.PathHandler;
import io.undertow.server.handlers.accesslog.AccessLogHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainer;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Undertow, as in WildFly and Quarkus. */
final class UndertowServer extends TestServer {
    private final PathHandler paths = Handlers.path();
    private final Undertow server;
    private @Nullable Consumer<String> accessLog;
    private @Nullable DeploymentManager deployment;

    UndertowServer(String host) {
        super(host, null);
        server = Undertow.builder()
                .addHttpListener(0, host)
                .setIoThreads(2)
                .setWorkerThreads(16)
                .setHandler(paths)
                .build();
        server.start();
        port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    int anotherPort(int threads) {
        throw new UnsupportedOperationException("its listeners are all opened at once");
    }

    @Override
    void logAccess(Consumer<String> lines) {
        accessLog = lines;
    }

    @Override
    void serve(String contextPath, Consumer<ServletContext> mount) throws ServletException {
        ServletContainerInitializer initializer = (classes, context) -> mount.accept(context);
        var info = Servlets.deployment()
                .setClassLoader(UndertowServer.class.getClassLoader())
                .setDeploymentName("test")
                .setContextPath(contextPath.isEmpty() ? "/" : contextPath)
                .addServletContainerInitializer(new ServletContainerInitializerInfo(
                        initializer.getClass(), new ImmediateInstanceFactory<>(initializer), Set.of()));
        deployment = ServletContainer.Factory.newInstance().addDeployment(info);
        deployment.deploy();
        HttpHandler context = deployment.start();
        Consumer<String> lines = accessLog;
        paths.addPrefixPath(
                info.getContextPath(),
                lines == null
                        ? context
                        : new AccessLogHandler(
                                context, lines::accept, "common", UndertowServer.class.getClassLoader()));
    }

    @Override
    public void close() {
        server.stop(); // first, or what still comes in is an error to it
        try {
            if (deployment != null) {
                deployment.stop();
                deployment.undeploy();
                deployment = null;
            }
        } catch (ServletException e) {
            throw new AssertionError(e);
        }
    }
}
