package io.github.clustermemoizer.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, so that what ran before changes neither its code nor its heap. */
public final class Fork {
    private static final int PATIENCE_MINUTES = 10;

    private Fork() {}

    /** Runs a class, and waits until it has ended. */
    public static void run(String flag, Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                flag,
                "-classpath",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).inheritIO().start();
        var end = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(end);
        boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly();
        Runtime.getRuntime().removeShutdownHook(end);
        if (!ended || process.exitValue() != 0) {
            throw new IOException(main.getSimpleName() + (ended ? " failed" : " did not end"));
        }
    }
}
