package io.github.clustermemoizer.bench.cluster;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;

/**
 * A peer's end of the socket beside the side that is measured; {@link SenderLine} is the other end. It tells the
 * sender how many flushes have been applied: one by one at once, where the side has no answer of its own; or a thousand
 * times a second, for all sides alike; or when asked.
 */
final class PeerLine {
    static final char QUIET = 'N';
    static final char EACH = 'E';
    static final char OFTEN = 'O';
    static final char COUNT = 'C';
    static final char TIMES = 'T';
    static final char RESET_DONE = 'R';

    private static final long OFTEN_NANOS = 1_000_000;

    private final Applied applied;
    private final InputStream orders;
    private final DataOutputStream answers;
    private volatile boolean often;

    private PeerLine(Applied applied, Socket socket) throws IOException {
        this.applied = applied;
        orders = socket.getInputStream();
        answers = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    /** Waits for the sender in the background, and returns on which port. */
    static int open(Applied applied) throws IOException {
        var server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Node.start("peer-line", () -> {
            try (server;
                    Socket socket = server.accept()) {
                socket.setTcpNoDelay(true);
                var line = new PeerLine(applied, socket);
                Thread ticker = Node.start("peer-line-ticker", line::tellOften);
                line.obey(ticker);
            }
        });
        return server.getLocalPort();
    }

    private void obey(Thread ticker) throws IOException {
        for (int order; (order = orders.read()) >= 0; ) {
            switch (order) {
                case QUIET, EACH, OFTEN -> {
                    often = order == OFTEN;
                    applied.reset(order == EACH ? () -> tell(COUNT) : () -> {});
                    tell(RESET_DONE);
                    LockSupport.unpark(ticker);
                }
                case COUNT -> tell(COUNT);
                case TIMES -> tellTimes();
                default -> throw new IOException("unknown order " + order);
            }
        }
    }

    private void tellOften() {
        long told = 0;
        while (true) {
            if (!often) {
                LockSupport.park(this);
                continue;
            }
            long count = applied.count();
            if (count != told) {
                tell(COUNT);
                told = count;
            }
            LockSupport.parkNanos(this, OFTEN_NANOS);
        }
    }

    private synchronized void tell(char what) {
        try {
            answers.writeByte(what);
            answers.writeLong(applied.count());
            answers.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void tellTimes() throws IOException {
        long[] times = applied.times();
        answers.writeByte(TIMES);
        answers.writeLong(times.length);
        for (long time : times) {
            answers.writeLong(time);
        }
        answers.flush();
    }
}
