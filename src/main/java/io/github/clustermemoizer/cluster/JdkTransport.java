package io.github.clustermemoizer.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** GETs with nothing but the JDK, for the command line: there is no other library beside it. Not made for many requests. */
final class JdkTransport implements Transport {
    /** A report about many peers is longer than any other answer. */
    private static final int BODY_LIMIT = 1024 * 1024;

    private final HttpClient client;
    private final Duration timeout;
    private final Executor executor;

    /**
     * @param timeout for one request in all
     * @param tls for {@code https} peers; null for the JDK's own
     * @param executor runs what blocks
     */
    JdkTransport(Duration timeout, @Nullable SSLContext tls, Executor executor) {
        this.timeout = timeout;
        this.executor = executor;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .executor(executor);
        if (tls != null) {
            builder.sslContext(tls);
        }
        client = builder.build();
    }

    @Override
    public void get(
            URI peer,
            String target,
            Map<String, String> headers,
            BiConsumer<@Nullable Reply, @Nullable Throwable> then) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(peer + target));
        headers.forEach(request::header);
        var unused = client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream())
                .thenApplyAsync(JdkTransport::read, executor)
                // The client's own limits do not count the body, and fail in another way.
                .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((reply, failure) -> then.accept(reply, failure == null ? null : plain(failure)));
    }

    private static Reply read(HttpResponse<InputStream> response) {
        try (InputStream in = response.body()) {
            byte[] body = in.readNBytes(BODY_LIMIT + 1);
            if (body.length > BODY_LIMIT) {
                throw new IOException("answer is longer than " + BODY_LIMIT + " bytes");
            }
            var headers = new HashMap<String, String>();
            for (String name : Headers.KEPT) {
                response.headers().firstValue(name).ifPresent(value -> headers.put(name, value));
            }
            return new Reply(response.statusCode(), new String(body, StandardCharsets.UTF_8), headers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Throwable plain(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
