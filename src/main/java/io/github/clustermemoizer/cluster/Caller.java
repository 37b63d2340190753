package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends single GETs past the lanes. What it returns never fails, and completes even where nothing can be sent.
 *
 * @param node who asks
 * @param path where servers are greeted and asked
 * @param transport signs what goes there, of which a sender may have but one
 * @param executor runs what may block on the look-up of a name
 * @param clock nanoseconds since this server's start
 */
record Caller(String node, String path, Transport transport, Executor executor, LongSupplier clock) {
    CompletableFuture<Came> greet(URI peer) {
        return get(peer, path, null);
    }

    /** Asks after a greeting, whose answer brings the token that a signed question needs. */
    CompletableFuture<Came> ask(URI peer, Question question) {
        return greet(peer).thenCompose(greeting -> ask(peer, question, greeting));
    }

    CompletableFuture<Came> ask(URI peer, Question question, Came greeting) {
        return get(peer, question.target(path), greeting.header(Headers.TOKEN));
    }

    CompletableFuture<Came> get(URI peer, String target, @Nullable String token) {
        var came = new CompletableFuture<Came>();
        try {
            executor.execute(() -> send(peer, target, token, came));
        } catch (RuntimeException | OutOfMemoryError e) { // no thread to be had
            came.complete(Came.failed(e));
        }
        return came;
    }

    private void send(URI peer, String target, @Nullable String token, CompletableFuture<Came> came) {
        long sent = clock.getAsLong();
        try {
            transport.get(
                    peer,
                    target,
                    Headers.ofRequest(node, sent, token, null, false),
                    (reply, failure) -> came.complete(new Came(reply, failure, clock.getAsLong() - sent)));
        } catch (RuntimeException e) { // or nobody would ever answer
            came.complete(Came.failed(e));
        }
    }
}
