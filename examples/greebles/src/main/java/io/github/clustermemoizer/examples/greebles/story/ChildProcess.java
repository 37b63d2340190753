package io.github.clustermemoizer.examples.greebles.story;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The launcher's end of the line to one child, a JVM of its own; see {@link Lifeline} for the other end. */
final class ChildProcess {
    /**
     * A small heap, one thread for the collector, and only the quick compiler: five JVMs share this machine for
     * half a minute, and none of them lives long enough to earn back what the thorough compiler costs.
     */
    private static final List<String> FLAGS = List.of(
            "-Xmx96m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.showThreadName=false",
            "-Dorg.slf4j.simpleLogger.showLogName=false");

    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(4);
    private static final String END = "its end";

    private final String name;
    private final Process process;
    private final Path log;
    private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Starts the main class in a JVM like this one; what it writes to stderr goes to {@code log}. */
    static ChildProcess start(
            String name, Class<?> main, Path log, Map<String, String> environment, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().putAll(environment);
        ChildProcess child = new ChildProcess(name, builder.start(), log);
        Thread listener = new Thread(child::listen, name + " reports");
        listener.setDaemon(true);
        listener.start();
        return child;
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    /** Waits for the report that begins with {@code word}, and returns the rest of it. */
    String await(String word) throws IOException, InterruptedException {
        String report = reports.poll(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        if (report == null || !report.startsWith(word)) {
            throw new IOException("expected '" + word + "' from " + name + " but got "
                    + (report == null ? "nothing in " + LONGEST_ANSWER.toSeconds() + " s" : report) + "; it logged "
                    + log(3));
        }
        return report.substring(word.length()).strip();
    }

    /** Returns the first lines that the child has logged. */
    List<String> log(int lines) throws IOException {
        try (Stream<String> all = Files.lines(log)) {
            return all.limit(lines).toList();
        }
    }

    /** Tells the child to go on. */
    void order() throws IOException {
        OutputStream stdin = process.getOutputStream();
        stdin.write("go\n".getBytes(StandardCharsets.UTF_8));
        stdin.flush();
    }

    /** Makes the child end by itself, soon. */
    void hangUp() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // The pipe is broken: the child is gone already.
        }
    }

    /** Waits until the child has ended, and helps if it takes too long. */
    void awaitEnd() throws InterruptedException {
        if (!process.waitFor(LONGEST_FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private void listen() {
        try (BufferedReader stdout = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line; (line = stdout.readLine()) != null; ) {
                reports.add(line);
            }
        } catch (IOException e) {
            // An end like any other.
        }
        reports.add(END);
    }
}
