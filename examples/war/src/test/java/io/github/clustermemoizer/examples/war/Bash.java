package io.github.clustermemoizer.examples.war;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A terminal in a folder, in which one command is typed after the other. */
final class Bash {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(40);

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    Bash(Path folder) {
        this.folder = folder;
        String java = Path.of(System.getProperty("java.home"), "bin").toString();
        environment.put("PATH", java + File.pathSeparator + System.getenv("PATH"));
    }

    void set(String variable, Path value) {
        environment.put(variable, value.toString());
    }

    /** Returns what it prints. */
    String type(String commands) throws IOException, InterruptedException {
        Path errors = folder.resolve("errors"); // curl tells how it gets on
        ProcessBuilder bash = new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
                .directory(folder.toFile())
                .redirectError(errors.toFile());
        bash.environment().putAll(environment);
        Process process = bash.start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("failed: " + commands + "\n" + output + Files.readString(errors));
            }
            return output;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Returns when something answers there. */
    void awaitServer(String page) throws IOException, InterruptedException {
        HttpClient browser = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create(page)).build();
        long start = System.nanoTime();
        while (true) {
            try {
                if (browser.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200) {
                    return;
                }
            } catch (ConnectException e) {
                // not yet
            }
            if (System.nanoTime() - start > PATIENCE) {
                throw new IOException("nothing at " + page);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
