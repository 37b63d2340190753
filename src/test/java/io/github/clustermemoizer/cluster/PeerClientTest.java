package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PeerClientTest {
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    @Test
    void closeIdle_underWayAndThenDone_closesOnlyWhatNothingGoesOver() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new PeerClient(Duration.ofSeconds(20), null)) {
            var peer = URI.create("http://127.0.0.1:" + listener.getLocalPort());
            var answered = new CompletableFuture<Transport.Reply>();
            client.get(peer, "/", Map.of(), (reply, failure) -> {
                if (reply != null) {
                    answered.complete(reply);
                } else {
                    answered.completeExceptionally(failure);
                }
            });
            try (Socket socket = listener.accept()) {
                var lines =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                String line = lines.readLine();
                while (!line.isEmpty()) {
                    line = lines.readLine();
                }
                client.closeIdle(AT_ONCE);
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK".getBytes(StandardCharsets.US_ASCII));
                assertThat(answered.get(20, TimeUnit.SECONDS).body()).isEqualTo("OK");

                CompletableFuture<Integer> end = CompletableFuture.supplyAsync(() -> read(lines));
                Waiting.await("it is closed", () -> {
                    client.closeIdle(AT_ONCE);
                    return end.isDone();
                });
                assertThat(end.get()).isEqualTo(-1);
            }
        }
    }

    private static int read(BufferedReader lines) {
        try {
            return lines.read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
