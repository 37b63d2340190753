package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** GETs of any path from all peers, and questions to them, past the lanes. */
final class Fetch {
    private final String path;
    private final boolean signed;
    private final Surroundings surroundings;
    private final LongSupplier clock;

    /**
     * @param path where servers can be greeted
     * @param signed whether only who brings a token is answered
     * @param clock nanoseconds since this server's start
     */
    Fetch(String path, boolean signed, Surroundings surroundings, LongSupplier clock) {
        this.path = path;
        this.signed = signed;
        this.surroundings = surroundings;
        this.clock = clock;
    }

    /** Returns what each peer but this server answers, in the order of {@code links}; never fails. */
    CompletableFuture<Map<URI, PeerReply>> fromAll(List<PeerLink> links, String target) {
        if (!target.startsWith("/") || !target.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException(
                    "path must begin with a slash and be encoded in printable ASCII but was '" + Printable.of(target)
                            + "'");
        }
        Map<URI, CompletableFuture<@Nullable PeerReply>> answers = new LinkedHashMap<>();
        links.forEach(link -> answers.put(link.peer(), from(link, target)));
        return all(answers);
    }

    private static CompletableFuture<Map<URI, PeerReply>> all(
            Map<URI, CompletableFuture<@Nullable PeerReply>> answers) {
        return CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    var replies = new LinkedHashMap<URI, PeerReply>();
                    answers.forEach((peer, answer) -> {
                        PeerReply reply = answer.join();
                        if (reply != null) {
                            replies.put(peer, reply);
                        }
                    });
                    return Collections.unmodifiableMap(replies);
                });
    }

    /** The same for a question, which may need a token of who is asked. */
    CompletableFuture<Map<URI, PeerReply>> askAll(List<PeerLink> links, Question question) {
        String target = path + "?" + question.query(Wire.queryLimit(path));
        Map<URI, CompletableFuture<@Nullable PeerReply>> answers = new LinkedHashMap<>();
        links.forEach(link -> answers.put(link.peer(), ask(link, target)));
        return all(answers);
    }

    /** Returns what one peer answers; never fails. */
    CompletableFuture<PeerReply> ask(PeerLink link, Question question) {
        return ask(link, path + "?" + question.query(Wire.queryLimit(path)))
                .thenApply(reply -> reply == null ? PeerReply.OF_SELF : reply);
    }

    private CompletableFuture<@Nullable PeerReply> ask(PeerLink link, String target) {
        if (link.isSelf()) {
            return CompletableFuture.completedFuture(null);
        }
        if (!signed && link.isIntroduced()) {
            return get(link.peer(), target, PeerReply::of);
        }
        var token = new AtomicReference<@Nullable String>();
        return get(link.peer(), path, reply -> {
                    link.recognize(reply);
                    token.set(reply.headers().get(Headers.TOKEN));
                    return PeerReply.of(reply);
                })
                .thenCompose(greeted -> link.isSelf()
                        ? CompletableFuture.completedFuture(null)
                        : get(link.peer(), target, token.get(), PeerReply::of));
    }

    /** Completes with null if the peer is this server; who that is must be known before anything else is asked. */
    private CompletableFuture<@Nullable PeerReply> from(PeerLink link, String target) {
        CompletableFuture<?> introduction = link.isIntroduced() ? CompletableFuture.completedFuture(null) : greet(link);
        return introduction.thenCompose(done ->
                link.isSelf() ? CompletableFuture.completedFuture(null) : get(link.peer(), target, PeerReply::of));
    }

    private CompletableFuture<?> greet(PeerLink link) {
        return get(link.peer(), path, reply -> {
            link.recognize(reply);
            return PeerReply.of(reply);
        });
    }

    private CompletableFuture<@Nullable PeerReply> get(
            URI peer, String target, Function<Transport.Reply, PeerReply> then) {
        return get(peer, target, null, then);
    }

    private CompletableFuture<@Nullable PeerReply> get(
            URI peer, String target, @Nullable String token, Function<Transport.Reply, PeerReply> then) {
        var answer = new CompletableFuture<@Nullable PeerReply>();
        var headers = Headers.ofRequest(surroundings.node(), clock.getAsLong(), token, null, false);
        surroundings
                .executor()
                .execute(() -> surroundings
                        .transport()
                        .get(
                                peer,
                                target,
                                headers,
                                (reply, failure) -> answer.complete(
                                        reply == null ? PeerReply.failed(failure) : then.apply(reply))));
        return answer;
    }
}
