package io.github.clustermemoizer.examples.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs it as a process, as its user does. */
@Timeout(60)
class QuickstartTest {
    @Test
    void main_flushedByOneServer_isLoadedAnewByTheOtherAndEnds() throws Exception {
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

            assertEquals(
                    List.of(
                            "www1: greeble 43 is red, says the database",
                            "www2: greeble 43 is red, says the database",
                            "The greeble is painted green, and nobody is told.",
                            "www2: greeble 43 is red, says memory",
                            "www1 flushes, and www2 is told.",
                            "www2: greeble 43 is green, says the database",
                            "www1: greeble 43 is green, says the database"),
                    output.lines().toList());
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }
}
