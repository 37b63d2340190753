package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** Asks a peer who this server is to it, over the very path of flushes, and whatever else tells why it does not answer. */
final class Probe {
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final Caller caller;
    private final Caller elsewhere;

    /** @param bare what the caller's transport is made of, for what is asked elsewhere */
    Probe(ClusterConfig config, Caller caller, Transport bare) {
        this.caller = caller;
        String path = ClusterConfigBuilder.DEFAULT_PATH;
        this.elsewhere =
                new Caller(caller.node(), path, config.security().sign(bare, path), caller.executor(), caller.clock());
    }

    /**
     * Looks at one address; never fails.
     *
     * @param about what goes with the question
     */
    CompletableFuture<Symptoms> look(URI peer, String about) {
        return caller.greet(peer).thenCompose(greeting -> {
            Symptoms symptoms = Symptoms.of(peer, greeting);
            int status = greeting.status();
            if (greeting.isSuccessful() && caller.node().equals(greeting.node())) {
                return CompletableFuture.completedFuture(symptoms);
            }
            if (greeting.isSuccessful() || status == FORBIDDEN) {
                return ask(symptoms, new Question(WhoAmI.QUESTION, about));
            }
            if (status == NOT_FOUND && !caller.path().equals(elsewhere.path())) {
                return elsewhere.greet(peer).thenApply(symptoms::withElsewhere);
            }
            boolean isNotUnderstood = status == BAD_REQUEST
                    || (greeting.failure() != null && Failures.problem(greeting.failure()) == Problem.BROKEN_OFF);
            if (isNotUnderstood && peer.getScheme().equals("http")) {
                return caller.greet(overTls(peer)).thenApply(symptoms::withTls);
            }
            return CompletableFuture.completedFuture(symptoms);
        });
    }

    private CompletableFuture<Symptoms> ask(Symptoms symptoms, Question question) {
        URI peer = symptoms.peer();
        Came greeting = symptoms.greeting();
        return caller.ask(peer, question, greeting).thenCompose(came -> {
            Symptoms asked = symptoms.withQuestion(came);
            boolean isOfAnother = came.status() == FORBIDDEN
                    ? came.refusal() == null
                    : came.node() != null && !came.node().equals(greeting.node());
            if (!greeting.isSuccessful() || !isOfAnother) {
                return CompletableFuture.completedFuture(asked);
            }
            return caller.greet(peer)
                    .thenCompose(again ->
                            caller.ask(peer, question, again).thenApply(answer -> asked.withAnotherTry(again, answer)));
        });
    }

    private static URI overTls(URI peer) {
        return URI.create("https" + peer.toString().substring("http".length()) + (peer.getPort() < 0 ? ":80" : ""));
    }
}
