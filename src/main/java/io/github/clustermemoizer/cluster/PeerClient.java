package io.github.clustermemoizer.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.async.methods.AbstractBinResponseConsumer;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.async.MinimalHttpAsyncClient;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * GETs from peers over connections that stay open. The only class that speaks HTTP to them.
 *
 * <p>The minimal client of HttpClient 5: it knows no redirects, no cookies, no proxies of the
 * environment and, above all, no retries of its own, which would send a flush twice where we ask once.
 */
final class PeerClient implements Transport, AutoCloseable {
    /** More than any answer of ours; a peer that sends more is not one. */
    private static final int BODY_LIMIT = 64 * 1024;

    private static final int CONNECTIONS_PER_PEER = 5;

    private final PoolingAsyncClientConnectionManager connections;
    private final MinimalHttpAsyncClient client;
    private final Duration timeout;

    /**
     * @param timeout for one request in all
     * @param tls for {@code https} peers; null for the JDK's own
     */
    PeerClient(Duration timeout, @Nullable SSLContext tls) {
        this.timeout = timeout;
        connections = PoolingAsyncClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(CONNECTIONS_PER_PEER)
                .setMaxConnTotal(Integer.MAX_VALUE)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(timeout))
                        .setSocketTimeout(Timeout.of(timeout))
                        .build())
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                        .setHandshakeTimeout(Timeout.of(timeout))
                        .build())
                .setTlsStrategy(strategy(tls))
                .build();
        client = HttpAsyncClients.createMinimal(
                H2Config.DEFAULT,
                Http1Config.custom()
                        .setMaxHeaderCount(100)
                        .setMaxLineLength(8192)
                        .build(),
                IOReactorConfig.custom().setIoThreadCount(1).build(),
                connections);
    }

    @Override
    public void get(
            URI peer,
            String target,
            Map<String, String> headers,
            BiConsumer<@Nullable Reply, @Nullable Throwable> then) {
        client.start(); // does nothing from the second time on
        var answer = new CompletableFuture<Reply>();
        var host = new HttpHost(peer.getScheme(), unbracketed(peer.getHost()), PeerAddress.port(peer));
        var request = new BasicHttpRequest("GET", host, target);
        headers.forEach(request::addHeader);
        var context = HttpClientContext.create();
        context.setRequestConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(timeout))
                .setResponseTimeout(Timeout.of(timeout))
                .build());
        Future<Reply> exchange;
        try {
            exchange = client.execute(
                    new BasicRequestProducer(request, null), new ReplyConsumer(), null, context, new Completer(answer));
        } catch (RuntimeException e) {
            then.accept(null, e);
            return;
        }
        // The client's own limits start anew with every byte; this one is for the whole.
        var unused = answer.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).whenComplete((reply, failure) -> {
            exchange.cancel(true);
            then.accept(reply, failure);
        });
    }

    @Override
    public void close() {
        // In this order: closing the client at once makes its reactor log a ClosedSelectorException as an error.
        connections.close(CloseMode.IMMEDIATE);
        client.close(CloseMode.GRACEFUL);
    }

    private static TlsStrategy strategy(@Nullable SSLContext tls) {
        // Both: of the two, the JDK's own check of the host did nothing here before 5.6.4 (CVE-2026-71290).
        var builder = ClientTlsStrategyBuilder.create()
                .setTlsVersions(TLS.V_1_2, TLS.V_1_3)
                .setHostVerificationPolicy(HostnameVerificationPolicy.BOTH);
        if (tls != null) {
            builder.setSslContext(tls);
        }
        return builder.buildAsync();
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private record Completer(CompletableFuture<Reply> answer) implements FutureCallback<Reply> {
        @Override
        public void completed(Reply reply) {
            answer.complete(reply);
        }

        @Override
        public void failed(Exception cause) {
            answer.completeExceptionally(cause);
        }

        @Override
        public void cancelled() {
            answer.cancel(false);
        }
    }

    private static final class ReplyConsumer extends AbstractBinResponseConsumer<Reply> {
        private byte[] body = new byte[0];
        private int status;
        private final Map<String, String> headers = new HashMap<>();

        @Override
        protected void start(HttpResponse response, @Nullable ContentType contentType) {
            status = response.getCode();
            for (String name : Headers.OF_REPLIES) {
                Header header = response.getFirstHeader(name);
                if (header != null) {
                    headers.put(name, header.getValue());
                }
            }
        }

        @Override
        protected int capacityIncrement() {
            return Integer.MAX_VALUE;
        }

        @Override
        protected void data(ByteBuffer source, boolean endOfStream) throws IOException {
            int length = body.length;
            if (length + source.remaining() > BODY_LIMIT) {
                throw new IOException("answer is longer than " + BODY_LIMIT + " bytes");
            }
            body = Arrays.copyOf(body, length + source.remaining());
            source.get(body, length, source.remaining());
        }

        @Override
        protected Reply buildResult() {
            return new Reply(status, new String(body, StandardCharsets.UTF_8), Map.copyOf(headers));
        }

        @Override
        public void releaseResources() {}
    }
}
