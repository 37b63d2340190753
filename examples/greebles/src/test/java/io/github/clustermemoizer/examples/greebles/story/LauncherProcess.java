package io.github.clustermemoizer.examples.greebles.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A launcher under test, with what it has written so far and the processes that it has named. */
final class LauncherProcess {
    private static final Pattern PID = Pattern.compile(" pid (\\d+)$");

    private final Process process;
    private final BufferedReader stdout;
    private final List<String> output = new ArrayList<>();
    private final List<ProcessHandle> children = new ArrayList<>();

    private LauncherProcess(Process process) {
        this.process = process;
        this.stdout = process.inputReader(StandardCharsets.UTF_8);
    }

    static LauncherProcess start(Path temporary, String... properties) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.io.tmpdir=" + temporary);
        command.addAll(List.of(properties));
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), Launcher.class.getName()));
        return new LauncherProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Reads on until a line has {@code text}. */
    void awaitLine(String text) throws IOException {
        String line;
        do {
            line = readLine();
            assertFalse(line == null, () -> "expected '" + text + "' but got " + String.join("\n", output));
        } while (!line.contains(text));
    }

    /** Reads to the end, and returns all that was written. */
    List<String> awaitEnd() throws IOException, InterruptedException {
        while (readLine() != null) {
            // on to the next
        }
        process.waitFor();
        return output;
    }

    int exitCode() {
        return process.exitValue();
    }

    void closeStdin() throws IOException {
        process.getOutputStream().close();
    }

    /** Sends the signal of {@code kill} without a number, on which the shutdown hooks run. */
    void terminate() {
        process.toHandle().destroy(); // Process.destroy would close the streams, too
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asserts that the children that were named are gone, or on their way and soon gone. */
    void assertNothingLeft() throws Exception {
        assertFalse(children.isEmpty(), "no child was named");
        for (ProcessHandle child : children) {
            child.onExit().get(10, TimeUnit.SECONDS);
        }
        assertEquals(0, children.stream().filter(ProcessHandle::isAlive).count(), "children left behind");
    }

    private String readLine() throws IOException {
        String line = stdout.readLine();
        if (line != null) {
            output.add(line);
            Matcher pid = PID.matcher(line);
            if (pid.find()) {
                ProcessHandle.of(Long.parseLong(pid.group(1))).ifPresent(children::add);
            }
        }
        return line;
    }
}
