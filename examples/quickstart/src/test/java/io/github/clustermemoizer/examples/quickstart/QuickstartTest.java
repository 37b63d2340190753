package io.github.clustermemoizer.examples.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs it as a process, as its user does. */
@Timeout(60)
class QuickstartTest {
    @Test
    void main_flushedByOneServer_printsWhatTheReadmeShowsAndEnds() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        Quickstart.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            // Its few lines wait in the pipe: who reads first waits for ever if it does not end.
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it must end");
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            String shown = Files.readString(Path.of("README.md")).split("```\n", 4)[2];
            assertEquals(shown.lines().toList(), output.lines().toList());
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }
}
