package io.github.clustermemoizer.bench.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** The distance to one node: what passes arrives later, either way, however much is on its way at once. */
final class Relay implements AutoCloseable {
    private static final int MOST_UNDER_WAY = 1 << 12;
    private static final int BUFFER = 1 << 16;

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final long oneWayNanos;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** @param target {@code host:port}; it listens at the same host */
    Relay(String target, long oneWayNanos) throws IOException {
        String[] hostAndPort = target.split(":");
        this.target = new InetSocketAddress(hostAndPort[0], Integer.parseInt(hostAndPort[1]));
        this.oneWayNanos = oneWayNanos;
        listener = new ServerSocket(0, 50, InetAddress.getByName(hostAndPort[0]));
        start("relay", this::accept);
    }

    /** What is read, and when it arrives; no bytes are the end. */
    private record Arrival(long due, byte[] bytes) {}

    private interface Work {
        void run() throws Exception;
    }

    /** Where it listens, as {@code host:port}. */
    String address() {
        return listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket();
            open.add(client);
            open.add(server);
            start(
                    "relay-connect",
                    () -> {
                        server.connect(target);
                        client.setTcpNoDelay(true);
                        server.setTcpNoDelay(true);
                        pump(client, server);
                        pump(server, client);
                    },
                    client,
                    server);
        }
    }

    private void pump(Socket from, Socket to) {
        BlockingQueue<Arrival> underWay = new LinkedBlockingQueue<>(MOST_UNDER_WAY);
        start(
                "relay-in",
                () -> {
                    byte[] buffer = new byte[BUFFER];
                    for (int count; (count = from.getInputStream().read(buffer)) >= 0; ) {
                        underWay.put(new Arrival(System.nanoTime() + oneWayNanos, Arrays.copyOf(buffer, count)));
                    }
                    underWay.put(new Arrival(System.nanoTime() + oneWayNanos, new byte[0]));
                },
                from,
                to);
        start(
                "relay-out",
                () -> {
                    while (true) {
                        Arrival arrival = underWay.take();
                        for (long early; (early = arrival.due - System.nanoTime()) > 0; ) {
                            LockSupport.parkNanos(this, early);
                        }
                        if (arrival.bytes.length == 0) {
                            to.shutdownOutput();
                            return;
                        }
                        to.getOutputStream().write(arrival.bytes);
                    }
                },
                from,
                to);
    }

    /** What fails ends the connection, as it would without a relay. */
    private static void start(String name, Work work, Socket... ended) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        for (Socket socket : ended) {
                            close(socket);
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            // It is gone either way.
        }
        open.forEach(Relay::close);
    }
}
