package io.github.clustermemoizer.examples.greebles.story;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/**
 * A child's end of the line to the launcher: reports go out on stdout, orders come in on stdin. When stdin
 * ends the process ends, so that it cannot outlive the launcher, whichever way that died.
 */
final class Lifeline {
    /** What a child does; it may return and leave threads behind that go on serving. */
    @FunctionalInterface
    interface Work {
        void run(Lifeline launcher) throws Exception;
    }

    private static final long LONGEST_FAREWELL_MILLIS = 3_000;

    private final Semaphore orders = new Semaphore(0);

    private Lifeline() {}

    /** Runs the work of a child process; ends the process if the work fails. */
    static void run(Work work) {
        Lifeline lifeline = new Lifeline();
        startDaemon("lifeline", lifeline::listen);
        try {
            work.run(lifeline);
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    /** Tells the launcher. */
    void report(String line) {
        System.out.println(line);
    }

    /** Waits until the launcher says to go on. */
    void awaitOrder() throws InterruptedException {
        orders.acquire();
    }

    private void listen() {
        try (var stdin = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            while (stdin.readLine() != null) {
                orders.release();
            }
        } catch (IOException e) {
            // A broken pipe says the same as a closed one.
        }
        startDaemon("last resort", Lifeline::haltIfStuck);
        System.exit(0);
    }

    // Shutdown hooks have no time limit of their own.
    private static void haltIfStuck() {
        try {
            Thread.sleep(LONGEST_FAREWELL_MILLIS);
        } catch (InterruptedException e) {
            // halts now
        }
        Runtime.getRuntime().halt(1);
    }

    private static void startDaemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }
}
