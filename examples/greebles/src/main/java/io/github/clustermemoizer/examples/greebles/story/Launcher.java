package io.github.clustermemoizer.examples.greebles.story;

import java.util.Locale;
import java.util.Optional;

/**
 * Sets the stage, lets the {@link Programme} run, and clears the stage, however that ends: by itself, by
 * Ctrl-C, or because whoever started it is gone.
 */
public final class Launcher {
    private static final int GOOD = 0;
    private static final int STALE = 1;
    private static final int FAILED = 2;

    private Launcher() {}

    /** Takes no arguments; see {@link Options}. Exits with 0 only if all went as it should. */
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        System.exit(run(new Screen()));
    }

    private static int run(Screen screen) {
        try {
            Options options = Options.fromSystemProperties();
            Stage stage = new Stage(options);
            // Every way to the end leads through here, but for kill -9: then the children notice by themselves.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> clear(stage, screen), "clear the stage"));
            Thread orphanWatch = new Thread(Launcher::exitWithParent, "orphan watch");
            orphanWatch.setDaemon(true);
            orphanWatch.start();

            return new Programme(options, stage, screen).run() ? GOOD : STALE;
        } catch (Exception e) {
            // Ctrl-C ends the children, too, and this process may notice that before it is told itself, and muted.
            pause();
            screen.line();
            screen.line("%s", screen.bad("failed: " + e));
            return FAILED;
        }
    }

    // A Maven that is killed takes nobody with it. A new parent tells of that sooner than the handle of the old one,
    // which counts as alive until somebody has asked for its exit code.
    private static void exitWithParent() {
        Optional<ProcessHandle> parent = ProcessHandle.current().parent();
        do {
            pause();
        } while (ProcessHandle.current().parent().equals(parent));
        System.exit(FAILED);
    }

    private static void pause() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            // nobody interrupts: there is nothing to hurry for
        }
    }

    private static void clear(Stage stage, Screen screen) {
        screen.mute();
        try {
            stage.clear();
        } catch (Exception e) {
            System.err.println("the stage was not cleared: " + e);
        }
    }
}
