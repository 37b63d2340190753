package io.github.clustermemoizer.examples.war;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** A Tomcat on a free port, into which the WAR is dropped when the ports of all are known. */
final class TomcatServer {
    private static final HttpClient BROWSER = HttpClient.newHttpClient();

    private final Tomcat tomcat = new Tomcat() {
        @Override
        public LifecycleListener getDefaultWebXmlListener() {
            return event -> {}; // the WAR has no JSP, and here is nothing that could compile one
        }
    };
    private final Connector connector = new Connector();

    TomcatServer(Path base) throws IOException, LifecycleException {
        Files.createDirectories(base.resolve("webapps"));
        tomcat.setBaseDir(base.toString());
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        tomcat.getHost(); // makes it, for the application that comes later
        tomcat.start();
    }

    String address() {
        return "http://127.0.0.1:" + connector.getLocalPort();
    }

    void deploy(Path war) {
        LifecycleState state =
                tomcat.addWebapp("/greebles", war.toAbsolutePath().toString()).getState();
        if (state != LifecycleState.STARTED) {
            throw new IllegalStateException("state of the application must be STARTED but was " + state);
        }
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(address() + path)));
    }

    HttpResponse<String> post(String path, String form) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(address() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    void end() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return BROWSER.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
