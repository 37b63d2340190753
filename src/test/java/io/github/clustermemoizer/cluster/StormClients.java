package io.github.clustermemoizer.cluster;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A process of its own in which many clients ask for what they must not have, each over a connection that stays
 * open, again as soon as they are answered. An order is a path to storm, or nothing for a rest; the reply is
 * how many answers the last one got: refusals, and others.
 */
final class StormClients {
    /** The one address that may flush; all others are strangers'. */
    static final String ALLOWED = "127.0.0.1";

    /** Where from, the query, and a header. All get 403: after a 400 Tomcat closes the connection, which would be measured instead. */
    private record Kind(boolean stranger, String query, String header) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(true, "statement=select+name+from+greebles+where+id+%3D+7", ""),
            new Kind(true, "all=true", ""),
            new Kind(true, "all=true", "X-Forwarded-For: " + ALLOWED + "\r\n"),
            new Kind(false, "all=true", "X-Forwarded-For: " + ALLOWED + "\r\n"),
            new Kind(false, "all=true", "Forwarded: for=" + ALLOWED + "\r\n"),
            new Kind(true, "statement=%zz", ""),
            new Kind(true, "statement=%C0%80", ""),
            new Kind(true, "statement=" + "x".repeat(4000) + "&news=b", ""),
            new Kind(true, "", "Memoizer-Node: stranger\r\n"),
            new Kind(false, "all=true", ""),
            new Kind(
                    false,
                    "all=true",
                    String.join(
                            "\r\n",
                            "Memoizer-Node: neighbour",
                            "Memoizer-Age: 5",
                            "Memoizer-Token: any:5",
                            "Memoizer-Sequence: 1",
                            "Memoizer-Signature: " + "A".repeat(43),
                            "")),
            new Kind(true, "prefix=" + "x".repeat(4000), ""));

    private final LongAdder refused = new LongAdder();
    private final LongAdder others = new LongAdder();
    private final String host;
    private final int port;
    private volatile String path = "";

    private StormClients(String host, int port) {
        this.host = host;
        this.port = port;
    }

    /**
     * Storms until there are no more orders.
     *
     * @param arguments host, port, and how many clients
     */
    public static void main(String[] arguments) throws IOException {
        var clients = new StormClients(arguments[0], Integer.parseInt(arguments[1]));
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            int number = i;
            var thread = new Thread(() -> clients.storm(number));
            thread.setDaemon(true);
            thread.start();
        }
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            clients.path = order;
            System.out.println(clients.refused.sumThenReset() + " " + clients.others.sumThenReset());
        }
    }

    private void storm(int number) {
        Kind kind = KINDS.get(number % KINDS.size());
        String from = kind.stranger ? "127.0.0." + (100 + number) : ALLOWED;
        while (true) {
            try (var socket = new Socket()) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(20_000);
                socket.bind(new InetSocketAddress(from, 0));
                socket.connect(new InetSocketAddress(host, port));
                ask(socket, kind);
            } catch (EOFException e) {
                // The server closes a connection after some number of requests.
            } catch (IOException e) {
                others.increment();
                System.err.println(e);
            }
        }
    }

    private void ask(Socket socket, Kind kind) throws IOException {
        var in = new BufferedInputStream(socket.getInputStream());
        while (true) {
            String target = path;
            if (target.isEmpty()) {
                LockSupport.parkNanos(5_000_000);
                continue;
            }
            String request = "GET " + target + "?" + kind.query + " HTTP/1.1\r\nHost: test\r\n" + kind.header + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            int status = answer(in);
            (status == 403 ? refused : others).increment();
        }
    }

    private static int answer(InputStream in) throws IOException {
        String status = line(in);
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).trim());
            }
        }
        in.skipNBytes(length);
        return Integer.parseInt(status.substring(9, 12));
    }

    private static String line(InputStream in) throws IOException {
        var text = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            text.append((char) c);
        }
        text.setLength(text.length() - 1);
        return text.toString();
    }
}
