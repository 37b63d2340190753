package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clustermemoizer.cluster.TcpProxy.Way;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The wire that breaks: if it did not, {@link FaultsTest} would show nothing. */
@Timeout(30)
class TcpProxyTest {
    private static final int SOON = 5_000;
    private static final int NEVER = 300;

    /** Where the wire leads: it takes note of what comes, and answers it in capitals. */
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    private ServerSocket server;
    private TcpProxy proxy;
    private Socket client;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        FaultChild.start("echo", this::serve);
        proxy = new TcpProxy("127.0.0.2", "127.0.0.3");
        proxy.target(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
        client = connect();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        proxy.close();
        server.close();
    }

    @Test
    void pass_requestAndReply_comeFromTheSourceAddress() throws Exception {
        say("a");

        assertThat(hear(1, SOON)).isEqualTo("A");
        assertThat(received.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("a from 127.0.0.3");
    }

    @Test
    void hold_senderGone_arrivesAfterwards() throws Exception {
        proxy.requests.set(Way.HOLD);
        say("a");
        assertThat(received.poll(NEVER, TimeUnit.MILLISECONDS)).isNull();
        client.close();

        proxy.mend();

        assertThat(received.poll(SOON, TimeUnit.MILLISECONDS)).startsWith("a ");
    }

    @Test
    void detain_newConnection_overtakes() throws Exception {
        say("x");
        assertThat(hear(1, SOON)).as("the connection stands").isEqualTo("X");
        received.clear();
        TcpProxy.Flow detained = proxy.detain();
        say("a");
        try (Socket second = connect()) {
            second.getOutputStream().write('b');
            assertThat(received.poll(SOON, TimeUnit.MILLISECONDS)).startsWith("b ");
        }

        detained.set(Way.PASS);

        assertThat(received.poll(SOON, TimeUnit.MILLISECONDS)).startsWith("a ");
    }

    @Test
    void lose_requests_isForEverOnThatConnection() throws Exception {
        proxy.requests.set(Way.LOSE);
        say("a");
        assertThat(received.poll(NEVER, TimeUnit.MILLISECONDS)).isNull();

        proxy.mend();
        say("b");
        assertThat(received.poll(NEVER, TimeUnit.MILLISECONDS)).isNull();

        try (Socket second = connect()) {
            second.getOutputStream().write('c');
            assertThat(received.poll(SOON, TimeUnit.MILLISECONDS)).startsWith("c ");
        }
    }

    @Test
    void lose_replies_letsRequestsThrough() throws Exception {
        proxy.replies.set(Way.LOSE);
        say("a");

        assertThat(received.poll(SOON, TimeUnit.MILLISECONDS)).startsWith("a ");
        assertThatThrownBy(() -> hear(1, NEVER)).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void loseOne_nextConnection_passes() throws Exception {
        proxy.requests.set(Way.LOSE_ONE);
        say("a");
        assertThat(received.poll(NEVER, TimeUnit.MILLISECONDS)).isNull();

        try (Socket second = connect()) {
            second.getOutputStream().write('b');
            assertThat(received.poll(SOON, TimeUnit.MILLISECONDS)).startsWith("b ");
        }
    }

    @Test
    void truncate_replies_endInTheMiddle() throws Exception {
        proxy.replies.set(Way.TRUNCATE);
        say("abcd");

        assertThat(hear(4, SOON)).isEqualTo("AB");
    }

    @Test
    void delay_requests_arriveLater() throws Exception {
        proxy.requests.delay(Duration.ofMillis(200));
        long start = System.nanoTime();
        say("a");

        assertThat(hear(1, SOON)).isEqualTo("A");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(200_000_000);
    }

    @Test
    void cut_openAndNewConnections_end() throws Exception {
        say("a");
        assertThat(hear(1, SOON)).isEqualTo("A");

        proxy.cut();

        assertThat(isEnded(client)).isTrue();
        try (Socket second = connect()) {
            assertThat(isEnded(second)).isTrue();
        }
        proxy.mend();
        client = connect();
        say("b");
        assertThat(hear(1, SOON)).isEqualTo("B");
    }

    @Test
    void target_none_endsConnections() throws Exception {
        say("a");
        assertThat(hear(1, SOON)).isEqualTo("A");

        proxy.target(null);

        assertThat(isEnded(client)).isTrue();
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                FaultChild.start("echo", () -> echo(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void echo(Socket socket) {
        try (socket) {
            byte[] buffer = new byte[100];
            for (int count; (count = socket.getInputStream().read(buffer)) >= 0; ) {
                String text = new String(buffer, 0, count, StandardCharsets.US_ASCII);
                received.add(text + " from " + socket.getInetAddress().getHostAddress());
                socket.getOutputStream().write(text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // The other end is gone.
        }
    }

    private Socket connect() throws IOException {
        URI uri = proxy.uri();
        return new Socket(uri.getHost(), uri.getPort());
    }

    private void say(String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String hear(int count, int millis) throws IOException {
        client.setSoTimeout(millis);
        return new String(client.getInputStream().readNBytes(count), StandardCharsets.US_ASCII);
    }

    private static boolean isEnded(Socket socket) throws IOException {
        socket.setSoTimeout(SOON);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true; // reset
        }
    }
}
