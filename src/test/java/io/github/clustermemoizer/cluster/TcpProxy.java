package io.github.clustermemoizer.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The wire from one server to another, which breaks as it is told. Requests flow one way, replies the other. */
final class TcpProxy implements AutoCloseable {
    /** What becomes of the bytes that flow one way. */
    enum Way {
        PASS,
        /** They wait until the way is another; meanwhile both ends may give up, and even die. */
        HOLD,
        /** They vanish, and so does all that follows on the same connection. */
        LOSE,
        /** The next ones vanish as in {@link #LOSE}, then it is {@link #PASS}. */
        LOSE_ONE,
        /** Half of them pass, then the connection is closed. */
        TRUNCATE,
        CLOSED
    }

    /** The bytes that flow one way, on all connections. */
    static final class Flow {
        // Both guarded by the monitor of this.
        private Way way = Way.PASS;
        private Duration delay = Duration.ZERO;

        synchronized void set(Way newWay) {
            if (way != Way.CLOSED) {
                way = newWay;
                notifyAll();
            }
        }

        /** Lets bytes that pass arrive later. */
        synchronized void delay(Duration newDelay) {
            delay = newDelay;
        }

        /** Waits as long as bytes that came in now have to, and returns what becomes of them; never {@code HOLD}. */
        private synchronized Way await() throws InterruptedException {
            long due = System.nanoTime() + delay.toNanos();
            long early = delay.toNanos();
            while (way == Way.HOLD || (way == Way.PASS && early > 0)) {
                wait(way == Way.HOLD ? 0 : early / 1_000_000 + 1);
                early = due - System.nanoTime();
            }
            Way fate = way;
            if (way == Way.LOSE_ONE) {
                way = Way.PASS;
                notifyAll();
            }
            return fate;
        }

        synchronized boolean awaitsLoss() {
            return way == Way.LOSE_ONE;
        }
    }

    private final Set<Flow> flows = ConcurrentHashMap.newKeySet();

    volatile Flow requests = flow();
    final Flow replies = flow();

    private final ServerSocket listener;
    private final InetAddress source;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable InetSocketAddress target;
    private volatile boolean refusing;
    private volatile boolean closed;

    /**
     * @param host where it listens
     * @param source where its own connections come from
     */
    TcpProxy(String host, String source) throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getByName(host));
        this.source = InetAddress.getByName(source);
        FaultChild.start("proxy-" + listener.getLocalPort(), this::accept);
    }

    URI uri() {
        return URI.create("http://" + listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort());
    }

    /** Sets where it leads; null leads nowhere, so that connections end at once. */
    void target(@Nullable InetSocketAddress newTarget) {
        target = newTarget;
        if (newTarget == null) {
            sever();
        }
    }

    /** Breaks all connections, and lets no new one through until {@link #mend}. */
    void cut() {
        refusing = true;
        sever();
    }

    /**
     * Holds what is on its way in requests for as long as the caller wishes, while all that comes over new
     * connections passes.
     *
     * @return the way that lets them go on
     */
    Flow detain() {
        Flow detained = requests;
        detained.set(Way.HOLD);
        requests = flow();
        return detained;
    }

    /** Lets everything pass again. */
    void mend() {
        refusing = false;
        for (Flow flow : List.of(requests, replies)) {
            flow.delay(Duration.ZERO);
            flow.set(Way.PASS);
        }
    }

    private Flow flow() {
        var flow = new Flow();
        flows.add(flow);
        return flow;
    }

    private void sever() {
        open.forEach(TcpProxy::close);
    }

    @Override
    public void close() {
        closed = true;
        flows.forEach(flow -> flow.set(Way.CLOSED));
        try {
            listener.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        sever();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = listener.accept();
                FaultChild.start("proxy-requests", () -> connect(client));
            } catch (IOException e) {
                // Closed, or a client that is gone already.
            }
        }
    }

    private void connect(Socket client) {
        InetSocketAddress to = target;
        if (refusing || to == null || closed) {
            close(client);
            return;
        }
        Flow flow = requests;
        var server = new Socket();
        open.add(client);
        open.add(server);
        try {
            server.bind(new InetSocketAddress(source, 0));
            server.connect(to, 2_000);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            if (refusing || closed || !to.equals(target)) {
                throw new IOException("it was cut before it was listed as open");
            }
            FaultChild.start("proxy-replies", () -> {
                pump(server, client, replies);
                forget(client, server);
            });
            pump(client, server, flow);
            server.shutdownOutput();
        } catch (IOException e) {
            forget(client, server);
        }
    }

    /** Returns when nothing more will flow this way. */
    private static void pump(Socket from, Socket to, Flow flow) {
        byte[] buffer = new byte[16 * 1024];
        boolean lost = false;
        try {
            for (int count; (count = from.getInputStream().read(buffer)) >= 0; ) {
                Way fate = lost ? Way.LOSE : flow.await();
                lost = fate == Way.LOSE || fate == Way.LOSE_ONE;
                if (fate == Way.CLOSED) {
                    return;
                }
                if (!lost) {
                    to.getOutputStream().write(buffer, 0, fate == Way.TRUNCATE ? count / 2 : count);
                }
                if (fate == Way.TRUNCATE) {
                    close(from);
                    close(to);
                    return;
                }
            }
        } catch (IOException e) {
            // One of the two is gone.
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }

    private void forget(Socket client, Socket server) {
        open.remove(client);
        open.remove(server);
        close(client);
        close(server);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
