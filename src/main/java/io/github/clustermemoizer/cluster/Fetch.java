package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What all peers but this server answer, to a GET of any path or to a question. */
final class Fetch {
    private final Caller caller;
    private final Links links;
    private final boolean signed;

    /** @param signed whether only who brings a token is answered a question */
    Fetch(Caller caller, Links links, boolean signed) {
        this.caller = caller;
        this.links = links;
        this.signed = signed;
    }

    /** Returns what each peer but this server answers, in the order of the list; never fails. */
    CompletableFuture<Map<URI, PeerReply>> fromAll(String target) {
        if (!target.startsWith("/") || !target.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException(
                    "path must begin with a slash and be encoded in printable ASCII but was '" + Printable.of(target)
                            + "'");
        }
        return fromAll(target, false);
    }

    /** The same for a question, which may need a token of who is asked. */
    CompletableFuture<Map<URI, PeerReply>> askAll(Question question) {
        return fromAll(question.target(caller.path()), signed);
    }

    /** Returns what one peer answers; never fails. */
    CompletableFuture<PeerReply> ask(URI peer, Question question) {
        String target = question.target(caller.path());
        return links.listed().stream()
                .filter(link -> link.peer().equals(peer))
                .findFirst()
                .map(link -> from(link, target, signed).thenApply(reply -> reply == null ? PeerReply.OF_SELF : reply))
                .orElseGet(() -> CompletableFuture.completedFuture(PeerReply.NOT_LISTED));
    }

    private CompletableFuture<Map<URI, PeerReply>> fromAll(String target, boolean withToken) {
        Map<URI, CompletableFuture<@Nullable PeerReply>> answers = new LinkedHashMap<>();
        links.listed().forEach(link -> answers.put(link.peer(), from(link, target, withToken)));
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

    /** Completes with null if the peer is this server; who that is must be known before anything else is asked. */
    private CompletableFuture<@Nullable PeerReply> from(PeerLink link, String target, boolean withToken) {
        if (link.isSelf() || (link.isIntroduced() && !withToken)) {
            return get(link, target, null);
        }
        return caller.greet(link.peer()).thenCompose(greeting -> {
            link.recognize(greeting.reply());
            return get(link, target, withToken ? greeting.header(Headers.TOKEN) : null);
        });
    }

    private CompletableFuture<@Nullable PeerReply> get(PeerLink link, String target, @Nullable String token) {
        return link.isSelf()
                ? CompletableFuture.completedFuture(null)
                : caller.get(link.peer(), target, token).thenApply(PeerReply::of);
    }
}
