package io.github.clustermemoizer.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;
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
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * GETs from peers over connections that stay open. The only class that speaks HTTP to them.
 *
 * <p>The minimal client of HttpClient 5: it knows no redirects, no cookies, no proxies of the
 * environment and, above all, no retries of its own, which would send a flush twice where we ask once.
 */
final class PeerClient implements Transport, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterBroadcaster.class);

    /** More than any answer of ours; a peer that sends more is not one. */
    private static final int BODY_LIMIT = 64 * 1024;

    /** There are three of these for each connection; what goes through them is never much longer. */
    private static final int BUFFER = 8192;

    private static final int CONNECTIONS_PER_PEER = 5;

    private final PoolingAsyncClientConnectionManager connections;
    private final MinimalHttpAsyncClient client;
    private final RequestConfig limits;
    private final long timeout;
    private final Alarms timeouts = new Alarms(System::nanoTime, Runnable::run);

    /**
     * @param timeout for one request in all
     * @param tls for {@code https} peers; null for the JDK's own
     */
    PeerClient(Duration timeout, @Nullable SSLContext tls) {
        this.timeout = timeout.toNanos();
        limits = RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(timeout))
                .setResponseTimeout(Timeout.of(timeout))
                .build();
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
                        .setBufferSize(BUFFER)
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
        var host = new HttpHost(peer.getScheme(), unbracketed(peer.getHost()), PeerAddress.port(peer));
        var request = new BasicHttpRequest("GET", host, target);
        headers.forEach(request::addHeader);
        var context = HttpClientContext.create();
        context.setRequestConfig(limits);
        var exchange = new Exchange(request, then);
        Cancellable sent;
        try {
            sent = client.execute(exchange, null, context);
        } catch (RuntimeException e) {
            exchange.failed(e);
            return;
        }
        // The client's own limits start anew with every byte; this one is for the whole.
        exchange.limit(timeouts.set(timeout, () -> exchange.giveUp(sent)));
    }

    /** Ends what has taken too long. To be called again and again. */
    void tick() {
        timeouts.ring();
    }

    /**
     * Closes the connections that nothing has gone over for so long. Questions beside the flushes open some, and only who
     * wants to use one finds out that its other end is gone; a hundred peers would hold on to megabytes.
     */
    void closeIdle(Duration idle) {
        connections.closeIdle(TimeValue.of(idle));
    }

    @Override
    public void close() {
        // In this order: closing the client at once makes its reactor log a ClosedSelectorException as an error.
        connections.close(CloseMode.IMMEDIATE);
        client.close(CloseMode.GRACEFUL);
        timeouts.close();
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

    /** One request and its answer: what the client calls, and who is told, once. */
    private final class Exchange implements AsyncClientExchangeHandler {
        private final HttpRequest request;
        private final AtomicReference<@Nullable BiConsumer<@Nullable Reply, @Nullable Throwable>> then;
        private final AtomicReference<Alarms.@Nullable Alarm> limit = new AtomicReference<>();

        // Of the client's one I/O thread.
        private final Map<String, String> headers = new HashMap<>(8);
        private byte[] body = {};
        private int status;

        Exchange(HttpRequest request, BiConsumer<@Nullable Reply, @Nullable Throwable> then) {
            this.request = request;
            this.then = new AtomicReference<>(then);
        }

        /** The answer may have come before this. */
        void limit(Alarms.Alarm alarm) {
            limit.set(alarm);
            if (then.get() == null) {
                callOff();
            }
        }

        void giveUp(Cancellable sent) {
            tell(null, new TimeoutException());
            sent.cancel();
        }

        private void tell(@Nullable Reply reply, @Nullable Throwable failure) {
            var told = then.getAndSet(null);
            if (told != null) {
                callOff();
                try {
                    told.accept(reply, failure);
                } catch (RuntimeException | Error e) { // or the thread of all peers would end
                    log.error("an answer could not be dealt with", e);
                }
            }
        }

        private void callOff() {
            Alarms.Alarm alarm = limit.getAndSet(null);
            if (alarm != null) {
                timeouts.cancel(alarm);
            }
        }

        @Override
        public void produceRequest(RequestChannel channel, HttpContext context) throws HttpException, IOException {
            channel.sendRequest(request, null, context);
        }

        @Override
        public int available() {
            return 0;
        }

        @Override
        public void produce(DataStreamChannel channel) {}

        @Override
        public void consumeInformation(HttpResponse response, HttpContext context) {}

        @Override
        public void consumeResponse(HttpResponse response, @Nullable EntityDetails entity, HttpContext context) {
            status = response.getCode();
            for (String name : Headers.KEPT) {
                Header header = response.getFirstHeader(name);
                if (header != null) {
                    headers.put(name, header.getValue());
                }
            }
            if (entity == null) {
                streamEnd(null);
            }
        }

        @Override
        public void updateCapacity(CapacityChannel channel) throws IOException {
            channel.update(Integer.MAX_VALUE);
        }

        @Override
        public void consume(ByteBuffer source) throws IOException {
            int length = body.length;
            if (length + source.remaining() > BODY_LIMIT) {
                throw new IOException("answer is longer than " + BODY_LIMIT + " bytes");
            }
            body = Arrays.copyOf(body, length + source.remaining());
            source.get(body, length, source.remaining());
        }

        @Override
        public void streamEnd(@Nullable List<? extends Header> trailers) {
            tell(
                    new Reply(status, new String(body, StandardCharsets.UTF_8), Collections.unmodifiableMap(headers)),
                    null);
        }

        @Override
        public void failed(Exception cause) {
            tell(null, cause);
        }

        @Override
        public void cancel() {
            tell(null, new CancellationException());
        }

        @Override
        public void releaseResources() {
            tell(null, new ConnectionClosedException());
        }
    }
}
