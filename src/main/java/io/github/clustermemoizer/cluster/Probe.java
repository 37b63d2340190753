package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Asks a peer who this server is to it, over the very path of flushes, and whatever else tells why it does not answer. */
final class Probe {
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final String path;
    private final String node;
    private final Transport transport;
    private final Transport elsewhere;
    private final Executor executor;
    private final LongSupplier clock;

    /**
     * @param node who asks
     * @param transport the one that signs, of which a sender may have but one
     * @param bare what that is made of, for what is asked elsewhere
     * @param executor runs what may block on the look-up of a name
     * @param clock nanoseconds since this server's start
     */
    Probe(
            ClusterConfig config,
            String node,
            Transport transport,
            Transport bare,
            Executor executor,
            LongSupplier clock) {
        this.path = config.path();
        this.node = node;
        this.transport = transport;
        this.elsewhere = config.security().sign(bare, ClusterConfigBuilder.DEFAULT_PATH);
        this.executor = executor;
        this.clock = clock;
    }

    /**
     * Makes one for a server.
     *
     * @param world of the broadcaster, whose transport signs
     * @param bare what that transport is made of
     */
    static Probe of(ClusterConfig config, Surroundings world, Transport bare, LongSupplier clock) {
        return new Probe(config, world.node(), world.transport(), bare, world.executor(), clock);
    }

    /**
     * Looks at one address; never fails.
     *
     * @param about what goes with the question
     */
    CompletableFuture<Symptoms> look(URI peer, String about) {
        return greet(peer).thenCompose(greeting -> {
            Symptoms symptoms = Symptoms.of(peer, greeting);
            int status = greeting.status();
            if (greeting.isSuccessful() && node.equals(greeting.node())) {
                return CompletableFuture.completedFuture(symptoms);
            }
            if (greeting.isSuccessful() || status == FORBIDDEN) {
                return question(symptoms, about);
            }
            if (status == NOT_FOUND && !path.equals(ClusterConfigBuilder.DEFAULT_PATH)) {
                return get(elsewhere, peer, ClusterConfigBuilder.DEFAULT_PATH, null)
                        .thenApply(symptoms::withElsewhere);
            }
            boolean isNotUnderstood = status == BAD_REQUEST
                    || (greeting.failure() != null && Failures.problem(greeting.failure()) == Problem.BROKEN_OFF);
            if (isNotUnderstood && peer.getScheme().equals("http")) {
                return get(transport, overTls(peer), path, null).thenApply(symptoms::withTls);
            }
            return CompletableFuture.completedFuture(symptoms);
        });
    }

    CompletableFuture<Symptoms.Came> greet(URI peer) {
        return get(transport, peer, path, null);
    }

    /** @param greeting whose answer brought the token that a signed question needs */
    CompletableFuture<Symptoms.Came> ask(URI peer, String question, String about, Symptoms.Came greeting) {
        String query = new Question(question, about).query(Wire.queryLimit(path));
        return get(transport, peer, path + "?" + query, greeting.header(Headers.TOKEN));
    }

    private CompletableFuture<Symptoms> question(Symptoms symptoms, String about) {
        URI peer = symptoms.peer();
        Symptoms.Came greeting = symptoms.greeting();
        return ask(peer, WhoAmI.QUESTION, about, greeting).thenCompose(came -> {
            Symptoms asked = symptoms.withQuestion(came);
            boolean isOfAnother = came.status() == FORBIDDEN
                    ? came.refusal() == null
                    : came.node() != null && !came.node().equals(greeting.node());
            if (!greeting.isSuccessful() || !isOfAnother) {
                return CompletableFuture.completedFuture(asked);
            }
            return greet(peer)
                    .thenCompose(again -> ask(peer, WhoAmI.QUESTION, about, again)
                            .thenApply(answer -> asked.withAnotherTry(again, answer)));
        });
    }

    private CompletableFuture<Symptoms.Came> get(Transport way, URI peer, String target, @Nullable String token) {
        var came = new CompletableFuture<Symptoms.Came>();
        executor.execute(() -> {
            long sent = clock.getAsLong();
            try {
                way.get(
                        peer,
                        target,
                        Headers.ofRequest(node, sent, token, null, false),
                        (reply, failure) -> came.complete(new Symptoms.Came(reply, failure, clock.getAsLong() - sent)));
            } catch (RuntimeException e) { // or nobody would ever answer
                came.complete(new Symptoms.Came(null, e, 0));
            }
        });
        return came;
    }

    private static URI overTls(URI peer) {
        return URI.create("https" + peer.toString().substring("http".length()) + (peer.getPort() < 0 ? ":80" : ""));
    }
}
