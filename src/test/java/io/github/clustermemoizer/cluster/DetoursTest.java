package io.github.clustermemoizer.cluster;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static io.github.clustermemoizer.cluster.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.PeerOutcome;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A flush goes to the peer that is listed, and to nobody whom anyone else names. */
@Timeout(60)
class DetoursTest {
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void flush_peerRedirects_isNotFollowed(int status) {
        var peer = new WireMockServer(options().bindAddress("127.0.0.2").dynamicPort());
        var elsewhere = new WireMockServer(options().bindAddress("127.0.0.3").dynamicPort());
        peer.start();
        elsewhere.start();
        try {
            URI uri = URI.create("http://127.0.0.2:" + peer.port());
            elsewhere.stubFor(get(anyUrl()).willReturn(aResponse().withBody(Wire.SUCCESSFUL)));
            peer.stubFor(get(anyUrl())
                    .willReturn(aResponse()
                            .withStatus(status)
                            .withHeader("Location", "http://127.0.0.3:" + elsewhere.port() + "/")));
            try (var broadcaster = new ClusterBroadcaster(
                    ClusterConfig.builder().peers(uri.toString()).build())) {
                Delivery delivery = broadcaster.broadcast(Flush.statement("a"));
                await(() -> broadcaster.status().peers().get(0).failures().getOrDefault("answered " + status, 0L) > 1);

                assertThat(delivery.outcomes()).containsEntry(uri, PeerOutcome.PENDING);
                assertThat(broadcaster.getFromPeers("/x"))
                        .succeedsWithin(Duration.ofSeconds(20))
                        .satisfies(
                                replies -> assertThat(replies.get(uri).status()).isEqualTo(status));
                assertThat(elsewhere.getAllServeEvents()).isEmpty();
            }
        } finally {
            peer.stop();
            elsewhere.stop();
        }
    }

    /** What is said to the proxy must be what the child asks on purpose, by the JDK's own client, and nothing else. */
    @Test
    void flush_environmentNamesProxies_goesPastThem(@TempDir Path folder) throws Exception {
        var certificates = new Certificates(folder);
        var https = new Https(certificates.of("127.0.0.3"), null);
        try (var proxy = new ProxyStub();
                var plain = TestServer.open(TestServer.Container.JETTY, "127.0.0.2");
                var secure = TestServer.open(TestServer.Container.JETTY, "127.0.0.3", https)) {
            plain.start(context -> TestServer.add(context, "/*", new Successful()));
            secure.start(context -> TestServer.add(context, "/*", new Successful()));

            String said = runChild(
                    folder.resolve("child.log"),
                    proxy.port(),
                    plain.uri().toString(),
                    secure.uri().toString(),
                    certificates.trust().toString());

            assertThat(said).contains("[ACKNOWLEDGED, ACKNOWLEDGED]").contains("end");
            assertThat(proxy.heard)
                    .containsExactly(
                            "GET " + plain.uri() + "/control HTTP/1.1",
                            "CONNECT 127.0.0.3:" + secure.uri().getPort() + " HTTP/1.1");
        }
    }

    private static String runChild(Path log, int proxy, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Djava.net.useSystemProxies=true",
                "-Dhttp.nonProxyHosts=",
                "-DsocksNonProxyHosts="));
        for (String kind : List.of("http.proxy", "https.proxy", "socksProxy")) {
            command.add("-D" + kind + "Host=127.0.0.4");
            command.add("-D" + kind + "Port=" + proxy);
        }
        command.add(DetoursChild.class.getName());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        for (String name : List.of("http_proxy", "https_proxy", "all_proxy")) {
            builder.environment().put(name, "http://127.0.0.4:" + proxy);
            builder.environment().put(name.toUpperCase(Locale.ROOT), "http://127.0.0.4:" + proxy);
        }
        builder.environment().put("no_proxy", "");
        Process child = builder.start();
        try {
            assertThat(child.waitFor(50, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        return Files.readString(log);
    }

    @SuppressWarnings("serial")
    private static final class Successful extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(Wire.SUCCESSFUL);
        }
    }

    /** Writes down what it is asked for, and refuses. */
    private static final class ProxyStub implements AutoCloseable {
        final List<String> heard = new CopyOnWriteArrayList<>();
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.4"));

        ProxyStub() throws IOException {
            var thread = new Thread(this::serve, "proxy-stub");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return socket.getLocalPort();
        }

        private void serve() {
            while (!socket.isClosed()) {
                try (Socket client = socket.accept()) {
                    var in = new BufferedReader(
                            new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
                    heard.add(String.valueOf(in.readLine()));
                    client.getOutputStream()
                            .write("HTTP/1.1 403 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    heard.addAll(socket.isClosed() ? List.of() : List.of(e.toString()));
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
