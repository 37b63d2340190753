package io.github.clustermemoizer.cluster;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who may come in, and what he is told who may not. Immutable. */
final class Door {
    private final boolean enabled;
    private final AddressRules allowed;
    private final AddressRules proxies;
    private final SignatureCheck signatures;

    Door(ClusterConfig config, SignatureCheck signatures) {
        this.enabled = config.enabled();
        this.allowed = config.allowed();
        this.proxies = config.security().proxies();
        this.signatures = signatures;
    }

    /**
     * Finds out who asks.
     *
     * @param address what the container says the socket's other end is
     * @param headers gives all lines of a header, in order
     */
    Requester requester(@Nullable String address, Function<String, List<String>> headers) {
        return Requester.of(address, headers, proxies);
    }

    /** Returns the rule that misses, in words, or null if none does. */
    @Nullable
    String refusal(@Nullable String address, Function<String, List<String>> headers) {
        return enabled ? requester(address, headers).refusal(allowed) : "clustering is off";
    }

    /** Returns what to answer to one whose address was refused; never more to a flush than to any other. */
    Inbox.Reply turnAway(@Nullable Incoming request, Function<String, List<String>> headers) {
        if (request == null || !mayKnow(request)) {
            return Inbox.Reply.REFUSED;
        }
        if (!enabled) {
            return reply(Problem.CLUSTERING_OFF, request, null);
        }
        Requester requester = requester(request.address(), headers);
        return reply(requester.problem(), request, requester.address());
    }

    /** The same for what came past the filter, so that nobody has looked at its address. */
    Inbox.Reply turnAwayUnfiltered(@Nullable Incoming request) {
        return request == null || !mayKnow(request) ? Inbox.Reply.REFUSED : reply(Problem.NO_FILTER, request, null);
    }

    /** The same for what comes from an allowed address, and is not signed as it should be. */
    static Inbox.Reply turnAwayUnsigned(Incoming request, boolean isSigned) {
        return Question.isOne(request.query())
                ? reply(isSigned ? Problem.OTHER_SECRET : Problem.NOT_SIGNED, request, null)
                : Inbox.Reply.REFUSED;
    }

    private boolean mayKnow(Incoming request) {
        return Question.isOne(request.query()) && signatures.knows(request);
    }

    private static Inbox.Reply reply(Problem problem, Incoming request, byte @Nullable [] client) {
        byte[] address = client != null ? client : IpAddress.ofRequester(request.address());
        return Inbox.Reply.refused(RefusedQuestion.of(problem, address).toJson());
    }
}
