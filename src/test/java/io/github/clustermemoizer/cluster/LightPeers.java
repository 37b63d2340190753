package io.github.clustermemoizer.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Many peers that take whatever they are told, with one thread and next to no memory. */
final class LightPeers implements AutoCloseable {
    private static final String ANSWER = """
            HTTP/1.1 200 OK\r
            Content-Type: text/plain;charset=utf-8\r
            Content-Length: 11\r
            Memoizer-Node: light-%1$d\r
            Memoizer-Token: light-%1$d:1\r
            Memoizer-Met: true\r
            \r
            Successful.""";
    private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Selector selector;
    private final List<ServerSocketChannel> listeners = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);

    /** One connection; requests may come in pieces, and several at once. */
    private static final class Line {
        private final byte[] answer;
        private int matched;

        Line(byte[] answer) {
            this.answer = answer;
        }

        boolean isEnd(byte next) {
            matched = next == END[matched] ? matched + 1 : next == END[0] ? 1 : 0;
            if (matched < END.length) {
                return false;
            }
            matched = 0;
            return true;
        }
    }

    LightPeers(int count) {
        try {
            selector = Selector.open();
            for (int i = 0; i < count; i++) {
                var listener = ServerSocketChannel.open();
                listener.bind(new InetSocketAddress("127.0.0." + (i + 1), 0)).configureBlocking(false);
                byte[] answer = ANSWER.formatted(i).getBytes(StandardCharsets.US_ASCII);
                listener.register(selector, SelectionKey.OP_ACCEPT, answer);
                listeners.add(listener);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        FaultChild.start("light-peers", this::serve);
    }

    String[] uris() {
        return listeners.stream()
                .map(listener -> listener.socket().getLocalSocketAddress())
                .map(InetSocketAddress.class::cast)
                .map(at -> URI.create("http://" + at.getHostString() + ":" + at.getPort()))
                .map(URI::toString)
                .toArray(String[]::new);
    }

    private void serve() {
        try {
            while (selector.isOpen()) {
                selector.select(this::turn);
            }
        } catch (ClosedSelectorException e) {
            // Closed.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void turn(SelectionKey key) {
        try {
            if (key.channel() instanceof ServerSocketChannel listener) {
                SocketChannel line = listener.accept();
                line.configureBlocking(false);
                line.register(selector, SelectionKey.OP_READ, new Line((byte[]) key.attachment()));
            } else {
                answer((SocketChannel) key.channel(), (Line) key.attachment());
            }
        } catch (IOException e) {
            key.cancel();
        }
    }

    private void answer(SocketChannel channel, Line line) throws IOException {
        buffer.clear();
        if (channel.read(buffer) < 0) {
            channel.close();
            return;
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
            if (line.isEnd(buffer.get())) {
                channel.write(ByteBuffer.wrap(line.answer)); // too little to fill the socket
            }
        }
    }

    @Override
    public void close() {
        try {
            selector.close();
            for (ServerSocketChannel listener : listeners) {
                listener.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
