package io.github.clustermemoizer.bench.cluster;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A {@code redis-server} of our own, which keeps nothing on disk. */
public final class RedisServer implements AutoCloseable {
    private static final int PATIENCE = 5;

    /** The shell sees the end of stdin even when this process dies, and then ends the server. */
    private static final String SCRIPT =
            "redis-server --port %d --bind 127.0.0.1 --save '' --appendonly no & server=$!;"
                    + " cat; kill $server; wait $server";

    private final Process shell;
    private final int port;

    /**
     * Starts one on a free port.
     *
     * @param log what it prints
     */
    public RedisServer(Path log) throws IOException, InterruptedException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        shell = new ProcessBuilder("sh", "-c", SCRIPT.formatted(port))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        awaitPort(log);
    }

    /** Tells whether there is one to start. */
    public static boolean isOnPath() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "redis-server")));
    }

    /** Returns where it listens, on 127.0.0.1. */
    public int port() {
        return port;
    }

    Duration cpu() {
        return shell.descendants()
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            var unused = shell.waitFor(PATIENCE, TimeUnit.SECONDS);
        } catch (IOException e) {
            // The pipe is broken: the shell is gone already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly();
    }

    private void awaitPort(Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE * 1_000_000_000L;
        while (true) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port));
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    close();
                    throw new IOException("redis-server does not answer; see " + log, e);
                }
                Thread.sleep(20);
            }
        }
    }
}
