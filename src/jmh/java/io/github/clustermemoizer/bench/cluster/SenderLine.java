package io.github.clustermemoizer.bench.cluster;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** The sender's end of the line to one peer; {@link PeerLine} is the other end. The sending thread itself reads it. */
final class SenderLine implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 5000;
    private static final int PAUSE_MILLIS = 5;

    private final Socket socket;
    private final OutputStream orders;
    private final DataInputStream answers;
    private long applied;

    SenderLine(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        orders = socket.getOutputStream();
        answers = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** How many flushes the peer had applied when it told last. */
    long applied() {
        return applied;
    }

    /** Begins to count from zero. */
    void reset(char mode) throws IOException {
        order(mode);
        while (read() != PeerLine.RESET_DONE) {
            // What was told before the reset counts no more.
        }
    }

    /** Waits until the peer has told, unasked, of so many; false if it tells nothing more. */
    boolean await(long flushes) throws IOException {
        try {
            while (applied < flushes) {
                read();
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /** Asks until the peer has applied so many; false if no more are coming. */
    boolean askUntil(long flushes) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        while (System.nanoTime() < end) {
            order(PeerLine.COUNT);
            read();
            if (applied >= flushes) {
                return true;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return false;
    }

    /** When each was applied. */
    long[] times() throws IOException {
        order(PeerLine.TIMES);
        while (read() != PeerLine.TIMES) {
            // A count that was on its way.
        }
        long[] times = new long[(int) applied];
        for (int i = 0; i < times.length; i++) {
            times[i] = answers.readLong();
        }
        return times;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void order(char what) throws IOException {
        orders.write(what);
        orders.flush();
    }

    private int read() throws IOException {
        int what = answers.readByte();
        applied = answers.readLong();
        return what;
    }
}
