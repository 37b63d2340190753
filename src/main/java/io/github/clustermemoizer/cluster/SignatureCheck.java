package io.github.clustermemoizer.cluster;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells which requests are from a server of this cluster, and new. A request must be signed with the secret,
 * and bring a token that this very instance issued not longer ago than the staleness bound: so it was neither made
 * for another server, nor for the one before, nor long ago; no two servers' clocks are compared. And its
 * sequence number must be one that has not come yet.
 *
 * <p>Times are nanoseconds since this server's start. Safe from any thread.
 */
final class SignatureCheck {
    /** What a request may do. */
    enum Standing {
        /** It may flush, and counts as hearing from its sender. */
        TRUSTED,
        /** It is signed and says nothing but that its sender is there; it gets a token to say more with. */
        GREETING,
        /** Signed, and perhaps made for the instance before this one, or come twice. */
        STALE,
        /** Not signed by one who knows the secret. */
        FOREIGN
    }

    private final String ownNode;
    private final @Nullable Seal seal;
    private final boolean acceptUnsigned;
    private final long bound;
    private final Replays replays;

    SignatureCheck(Security security, String ownNode, long bound) {
        this.ownNode = ownNode;
        this.seal = security.seal();
        this.acceptUnsigned = security.acceptUnsigned();
        this.bound = bound;
        this.replays = new Replays(bound);
    }

    Standing standing(Incoming request, long now) {
        String signature = request.header(Headers.SIGNATURE);
        if (seal == null || (signature == null && acceptUnsigned)) {
            return Standing.TRUSTED;
        }
        if (!seal.isGood(SignedText.ofRequest(request.path(), request.query(), request.headers()), signature)) {
            return Standing.FOREIGN;
        }
        if (request.header(Headers.TOKEN) == null) {
            return request.isMoreThanAGreeting() ? Standing.STALE : Standing.GREETING;
        }
        String sender = Headers.node(request::header);
        long issued = Headers.issued(request.header(Headers.TOKEN), ownNode, now);
        long sequence = Headers.number(request.header(Headers.SEQUENCE));
        return sender != null
                        && issued >= 0
                        && now - issued <= bound
                        && sequence >= 0
                        && replays.isNew(sender, sequence, now)
                ? Standing.TRUSTED
                : Standing.STALE;
    }

    /** Tells whether a request is from one who knows the secret, if there is one; be it new or not. */
    boolean knows(Incoming request) {
        return seal == null
                || seal.isGood(
                        SignedText.ofRequest(request.path(), request.query(), request.headers()),
                        request.header(Headers.SIGNATURE));
    }

    /** Tells whether the name that a trusted request gives its sender is that of its sender. */
    boolean vouchFor(Incoming request) {
        return seal != null && request.header(Headers.SIGNATURE) != null;
    }

    /** Returns the headers of an answer, signed if the request was. */
    Map<String, String> signed(Incoming request, String body, Map<String, String> reply) {
        String asked = request.header(Headers.SIGNATURE);
        if (seal == null || asked == null) {
            return reply;
        }
        var signed = new HashMap<>(reply);
        signed.put(Headers.SIGNATURE, seal.sign(SignedText.ofReply(asked, body, reply)));
        return signed;
    }
}
