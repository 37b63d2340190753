package io.github.clustermemoizer.cluster;

import java.util.Optional;

/**
 * What a peer answered to a GET.
 *
 * @param status the HTTP status; 0 if there was no answer
 * @param body the answer's body in UTF-8; empty if there was no answer
 * @param failure why there was no answer, in a few words; empty if there was one
 */
public record PeerReply(int status, String body, Optional<String> failure) {
    static final PeerReply OF_SELF = new PeerReply(0, "", Optional.of("it is this server"));

    static final PeerReply NOT_LISTED = new PeerReply(0, "", Optional.of("it is not listed any more"));

    static PeerReply of(Came came) {
        Transport.Reply reply = came.reply();
        return reply == null
                ? new PeerReply(0, "", Optional.of(Failures.describe(came.failure())))
                : new PeerReply(reply.status(), reply.body(), Optional.empty());
    }

    /**
     * Tells whether the peer did what it was asked to, by the rule of the flush itself: status 200 and
     * the body {@code Successful.}
     *
     * @return true if so
     */
    public boolean isSuccessful() {
        return Wire.isSuccess(status, body);
    }
}
