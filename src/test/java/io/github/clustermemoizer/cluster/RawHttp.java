package io.github.clustermemoizer.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Says to a server exactly what it is told to, from an address of its choice. */
public final class RawHttp {
    public record Answer(int status, List<String> headers, String body) {}

    private RawHttp() {}

    public static Answer get(URI server, String target, String... headers) {
        return send("127.0.0.1", server, "GET", target, headers);
    }

    public static Answer send(String from, URI server, String method, String target, String... headers) {
        var request = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return exchange(from, server, request.append("\r\n").toString());
    }

    /** Says this, and returns the first answer to it; one with status 0 if the server closes without an answer. */
    public static Answer exchange(String from, URI server, String text) {
        try (var socket = new Socket()) {
            String host = server.getHost().replaceAll("[\\[\\]]", "");
            socket.setSoTimeout(20_000);
            if (!host.contains(":")) {
                socket.bind(new InetSocketAddress(from, 0));
            }
            socket.connect(new InetSocketAddress(host, server.getPort()));
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            var bytes = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(bytes);
            } catch (SocketException e) {
                // Reset by a server that did not want to read all of it; what it said before counts.
            }
            if (bytes.size() == 0) {
                return new Answer(0, List.of(), "");
            }
            String[] parts = bytes.toString(StandardCharsets.UTF_8).split("\r\n\r\n", 2);
            List<String> head = List.of(parts[0].split("\r\n"));
            return new Answer(
                    Integer.parseInt(head.get(0).split(" ")[1]),
                    head.subList(1, head.size()),
                    parts.length > 1 ? parts[1] : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
