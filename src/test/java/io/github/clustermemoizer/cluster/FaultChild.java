package io.github.clustermemoizer.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A child's end of the line to the test: its port goes out on stdout, orders come in on stdin. When stdin
 * ends the process ends, so that it cannot outlive the test, whichever way that died. {@link FaultProcess}
 * is the other end.
 */
final class FaultChild {
    /** What a child does; it may return and leave threads behind that go on serving. */
    @FunctionalInterface
    interface Work {
        void run(FaultChild parent) throws Exception;
    }

    private final PrintStream stdout = System.out;
    private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();

    private FaultChild() {}

    /** Runs the work of a child process; ends the process if the work fails. */
    static void run(Work work) {
        var child = new FaultChild();
        System.setOut(System.err); // what is logged must not get between the reports
        start("lifeline", child::listen);
        try {
            work.run(child);
        } catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    static void start(String name, Runnable body) {
        var thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    void report(int port) {
        stdout.println(port);
        stdout.flush();
    }

    /** Waits for the next order. */
    String order() throws InterruptedException {
        return orders.take();
    }

    private void listen() {
        try (var stdin = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line; (line = stdin.readLine()) != null; ) {
                orders.add(line);
            }
        } catch (IOException e) {
            // A broken pipe says the same as a closed one.
        }
        Runtime.getRuntime().halt(0);
    }
}
