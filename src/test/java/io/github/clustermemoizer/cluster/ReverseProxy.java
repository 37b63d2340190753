package io.github.clustermemoizer.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Hands each request on from an address of its own and says in a header who asked, behind whatever the client
 * has written there, as reverse proxies do. One request per connection.
 */
final class ReverseProxy implements AutoCloseable {
    /** How a proxy writes down its client, {@code %s}. */
    enum Style {
        X_FORWARDED_FOR("X-Forwarded-For", "%s"),
        FORWARDED("Forwarded", "for=\"%s\";by=_proxy;proto=http");

        final String header;
        final String hop;

        Style(String header, String hop) {
            this.header = header;
            this.hop = hop;
        }
    }

    private final ServerSocket front;
    private final String address;
    private final URI server;
    private final Style style;

    /** @param address of both its ends */
    ReverseProxy(String address, URI server, Style style) throws IOException {
        this.address = address;
        this.server = server;
        this.style = style;
        front = new ServerSocket(0, 10, InetAddress.getByName(address));
        var thread = new Thread(this::serve, "reverse-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    URI uri() {
        return URI.create("http://" + address + ":" + front.getLocalPort());
    }

    private void serve() {
        while (!front.isClosed()) {
            try (Socket client = front.accept();
                    var back = new Socket()) {
                back.bind(new InetSocketAddress(address, 0));
                back.connect(new InetSocketAddress(server.getHost(), server.getPort()));
                String request = withHop(
                        head(client.getInputStream()), client.getInetAddress().getHostAddress());
                back.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                back.getInputStream().transferTo(client.getOutputStream());
            } catch (IOException e) {
                if (!front.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private String withHop(String head, String client) {
        var forwarded = new StringBuilder();
        var request = new StringBuilder();
        for (String line : head.strip().split("\r\n")) {
            if (line.regionMatches(true, 0, style.header + ":", 0, style.header.length() + 1)) {
                forwarded.append(line.substring(style.header.length() + 1)).append(", ");
            } else if (!line.regionMatches(true, 0, "Connection:", 0, 11)) {
                request.append(line).append("\r\n");
            }
        }
        return request + "Connection: close\r\n" + style.header + ": " + forwarded + String.format(style.hop, client)
                + "\r\n\r\n";
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int c = in.read();
            if (c < 0) {
                break;
            }
            head.append((char) c);
        }
        return head.toString();
    }

    @Override
    public void close() {
        try {
            front.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
