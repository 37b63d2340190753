package io.github.clustermemoizer.examples.quarkus.story;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A process of the built application, as a browser sees it. */
final class WebServer {
    private static final HttpClient BROWSER = HttpClient.newHttpClient();
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(40);

    private final String name;
    private final URI address;
    private final Process process;
    private final Path log;

    private WebServer(String name, URI address, Process process, Path log) {
        this.name = name;
        this.address = address;
        this.process = process;
        this.log = log;
    }

    static WebServer start(String name, int port, Path application, List<String> settings, String secret, Path log)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1"); // most of what it does is to start
        command.add("-Xmx128m");
        command.addAll(settings);
        command.add("-Dquarkus.http.port=" + port);
        command.add("-jar");
        command.add(application.toString());
        ProcessBuilder process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        process.environment().put("MEMOIZER_SECRET", secret);
        return new WebServer(name, URI.create("http://127.0.0.1:" + port), process.start(), log);
    }

    void awaitStart(String path) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            try {
                get(path);
                return;
            } catch (ConnectException e) {
                if (!process.isAlive() || System.nanoTime() - start > PATIENCE) {
                    throw new IOException(name + " does not start: " + Files.readString(log), e);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    String name() {
        return name;
    }

    URI uri() {
        return address;
    }

    String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address.resolve(path)));
    }

    String post(String path, String form) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /** Asks it to end, so that it says goodbye to its peer. */
    void end() {
        process.destroy();
    }

    /** Does not ask twice. */
    void awaitEnd() {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = BROWSER.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("answer of " + response.uri() + " must be 200 but was " + response.statusCode() + ": "
                    + Files.readString(log));
        }
        return response.body().strip();
    }
}
