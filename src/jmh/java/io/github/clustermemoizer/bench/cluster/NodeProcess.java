package io.github.clustermemoizer.bench.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The benchmark's end of the pipes to one {@link Node} or the like, a JVM of its own. */
final class NodeProcess implements AutoCloseable {
    private static final int PATIENCE = 120;
    private static final int LAST_PATIENCE = 5;

    private final Process process;
    private final Path log;
    private final BufferedReader answers;

    /** @param log where what it says on stderr goes */
    NodeProcess(Path log, List<String> flags, Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        this.log = log;
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Sends an order, and waits for its answer. */
    String order(String order) throws Exception {
        process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return answer();
    }

    String answer() throws Exception {
        String line;
        try {
            line = CompletableFuture.supplyAsync(this::readLine).get(PATIENCE, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no answer from a node; see " + log, e);
        }
        if (line == null) {
            throw new IOException("a node ended early; see " + log);
        }
        return line;
    }

    /** What it has used of the processors so far, user and system. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Ends the process, which ends by itself when its stdin does. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            var unused = process.waitFor(LAST_PATIENCE, TimeUnit.SECONDS);
        } catch (IOException e) {
            // The pipe is broken: it is gone already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    private String readLine() {
        try {
            return answers.readLine();
        } catch (IOException e) {
            return null; // says the same
        }
    }
}
