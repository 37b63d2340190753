package io.github.clustermemoizer.examples.greebles.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher as a process, as its user does. */
@Timeout(120)
class LauncherTest {
    private static final String LAST_LINE = "([\\d,]+) reads, hit rate [\\d.]+ %, ([\\d,]+) database queries saved,"
            + " ([\\d,]+) flushes sent, ([\\d,]+) stale answers seen";

    @TempDir
    Path temporary;

    private LauncherProcess launcher;

    @AfterEach
    void endLauncher() throws InterruptedException {
        if (launcher != null) {
            launcher.kill();
        }
    }

    @Test
    void run_clustered_seesNoStaleAnswerAndExitsWithZero() throws Exception {
        launcher = LauncherProcess.start(temporary, "-Dseconds=2");

        List<String> output = launcher.awaitEnd();

        Matcher lastLine = match(output);
        assertEquals("0", lastLine.group(4), "stale answers");
        assertTrue(number(lastLine, 1) > number(lastLine, 2), "some reads must go to the database");
        assertTrue(number(lastLine, 3) > 0, "some flushes must be sent");
        assertEquals(0, launcher.exitCode());
        assertEquals(1, count(output, "Doh!"), "only the server without a cluster is stale");
        assertEquals(9, count(output, "fresh"), "all pairs of updater and reader");
        launcher.assertNothingLeft();
    }

    @Test
    void run_broadcastBroken_reportsStaleAnswersAndExitsWithOne() throws Exception {
        launcher = LauncherProcess.start(temporary, "-Dseconds=2", "-Dbreak=true");

        List<String> output = launcher.awaitEnd();

        assertTrue(number(match(output), 4) > 0, "stale answers must be reported");
        assertEquals(1, launcher.exitCode());
        assertEquals(3, count(output, "fresh"), "every reader that is not the updater must be stale");
        launcher.assertNothingLeft();
    }

    @Test
    void stay_stdinEnds_exitsWithZero() throws Exception {
        launcher = LauncherProcess.start(temporary, "-Dseconds=1", "-Dstay=true");
        launcher.awaitLine("stay up");

        launcher.closeStdin();
        launcher.awaitEnd();

        assertEquals(0, launcher.exitCode());
        launcher.assertNothingLeft();
    }

    @Test
    void run_launcherKilled_leavesNoProcess() throws Exception {
        launcher = LauncherProcess.start(temporary);
        launcher.awaitLine("Clustering off");

        launcher.kill();

        launcher.assertNothingLeft();
    }

    @Test
    void run_launcherTerminated_leavesNoProcess() throws Exception {
        launcher = LauncherProcess.start(temporary);
        launcher.awaitLine("Clustering off");

        launcher.terminate();
        launcher.awaitEnd();

        launcher.assertNothingLeft();
    }

    @Test
    void run_secondsOutOfRange_exitsWithTwo() throws Exception {
        launcher = LauncherProcess.start(temporary, "-Dseconds=0");

        List<String> output = launcher.awaitEnd();

        assertEquals(2, launcher.exitCode());
        assertEquals(1, count(output, "seconds must be 1 to 3600 but was 0"));
    }

    private static Matcher match(List<String> output) {
        String last = output.get(output.size() - 1);
        Matcher matcher = Pattern.compile(LAST_LINE).matcher(last);
        assertTrue(matcher.matches(), () -> "last line must be the summary: " + String.join("\n", output));
        return matcher;
    }

    private static long number(Matcher matcher, int group) {
        return Long.parseLong(matcher.group(group).replace(",", ""));
    }

    private static long count(List<String> output, String text) {
        return output.stream().filter(line -> line.contains(text)).count();
    }
}
