package io.github.clustermemoizer.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The test's end of the line to one child, a JVM of its own; {@link FaultChild} is the other end. */
final class FaultProcess {
    /** Nine of them share a machine for a minute: a small heap, one collector thread, the quick compiler only. */
    private static final List<String> FLAGS =
            List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xss512k");

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Process process;
    private final Path log;
    private final CompletableFuture<Integer> port;

    private FaultProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        port = CompletableFuture.supplyAsync(() -> firstReport(process));
    }

    /** Starts the main class in a JVM like this one; what it logs goes to the end of {@code log}. */
    static FaultProcess start(Class<?> main, Path log, String password, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.add("-Djava.io.tmpdir=" + log.getParent()); // those who are killed leave something there
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put(FaultStore.PASSWORD, password);
        return new FaultProcess(builder.start(), log);
    }

    /** Waits until the child serves, and returns where. */
    int port() throws InterruptedException, IOException {
        try {
            return port.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no port from process " + process.pid() + "; it logged " + lastLines(), e);
        }
    }

    void order(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitEnd();
    }

    void awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("process " + process.pid() + " does not end");
        }
    }

    /**
     * SIGSTOP, and SIGCONT after {@code pause}. Both are in the hands of one shell, since a child that is
     * stopped would not notice that the test has died.
     */
    void pause(Duration pause) throws IOException, InterruptedException {
        String script = "kill -STOP %1$d; sleep %2$d.%3$03d; kill -CONT %1$d"
                .formatted(process.pid(), pause.toSeconds(), pause.toMillisPart());
        Process shell = new ProcessBuilder("sh", "-c", script).inheritIO().start();
        if (!shell.waitFor(pause.plus(PATIENCE).toSeconds(), TimeUnit.SECONDS) || shell.exitValue() != 0) {
            throw new IOException("process " + process.pid() + " could not be stopped and woken");
        }
    }

    /** Makes the child end by itself, at once. */
    void hangUp() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // The pipe is broken: the child is gone already.
        }
        try {
            var unused = process.waitFor(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    private String lastLines() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    private static int firstReport(Process process) {
        try {
            return Integer.parseInt(process.inputReader(StandardCharsets.UTF_8).readLine());
        } catch (IOException | NumberFormatException e) {
            throw new IllegalStateException("no port was reported", e);
        }
    }
}
