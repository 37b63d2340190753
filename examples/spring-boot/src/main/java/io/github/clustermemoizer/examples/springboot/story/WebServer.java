package io.github.clustermemoizer.examples.springboot.story;

import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.examples.springboot.GreebleApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** One of the two servers, as a browser sees it, and as its administrator does. */
final class WebServer {
    private static final HttpClient BROWSER = HttpClient.newHttpClient();
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private final String name;
    private final String address;
    private final ConfigurableApplicationContext application;

    private WebServer(String name, String address, ConfigurableApplicationContext application) {
        this.name = name;
        this.address = address;
        this.application = application;
    }

    static WebServer start(String name, int port, String... settings) {
        ConfigurableApplicationContext application = new SpringApplicationBuilder(GreebleApplication.class)
                .properties(
                        "server.port=" + port,
                        "spring.main.banner-mode=off",
                        "logging.level.root=error",
                        // one transaction is to fail, and that is told in one line
                        "logging.level.org.apache.catalina=off")
                .run(settings);
        return new WebServer(name, "http://127.0.0.1:" + port, application);
    }

    String name() {
        return name;
    }

    String address() {
        return address;
    }

    String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = send(request(path));
        if (response.statusCode() != 200) {
            throw new IOException("answer of " + address + path + " must be 200 but was " + response.statusCode());
        }
        return response.body();
    }

    /** Returns the status code. */
    int put(String path) throws IOException, InterruptedException {
        return send(request(path).PUT(HttpRequest.BodyPublishers.noBody())).statusCode();
    }

    <T> T bean(Class<T> type) {
        return application.getBean(type);
    }

    Memoizer memoizer() {
        return bean(Memoizer.class);
    }

    /** Returns when the other server has been told all that this one had to tell. */
    void awaitSettled() {
        ClusterBroadcaster broadcaster = bean(ClusterBroadcaster.class);
        long start = System.nanoTime();
        while (broadcaster.status().peers().stream().anyMatch(peer -> peer.pending() > 0)) {
            if (System.nanoTime() - start > PATIENCE) {
                throw new IllegalStateException(name + " could not reach its peer: " + broadcaster.status());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    void close() {
        application.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return BROWSER.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
