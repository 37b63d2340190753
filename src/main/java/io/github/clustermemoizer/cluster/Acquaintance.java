package io.github.clustermemoizer.cluster;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a peer has said of itself, in its answers to one lane. */
final class Acquaintance {
    private @Nullable String node;
    private @Nullable String token;
    private long tokenPosition;
    private boolean met;

    private @Nullable String proof;
    private boolean greeted;
    private boolean proven;

    /**
     * @param done what was answered
     * @param node the instance that answered
     * @param token its clock
     * @param met whether it now counts on hearing from this server
     * @param tail the position that the lane has reached
     */
    void answered(Lane.Request done, @Nullable String node, @Nullable String token, boolean met, long tail) {
        this.met |= met;
        greeted = true;
        proven = done.proof() != null;
        proof = token;
        // A token that waits for its echo is not put off by newer ones: in a busy lane it would wait for ever.
        if (this.token == null || this.token.equals(done.echo()) || !Objects.equals(node, this.node)) {
            this.token = token;
            tokenPosition = tail;
        }
        this.node = node;
    }

    /** It does not take what this lane sends. Returns whether it did before, so that it may have restarted. */
    boolean refused() {
        boolean before = proven;
        greeted = false;
        proven = false;
        return before;
    }

    /** Tells whether the peer counts on hearing from this server. */
    boolean isMet() {
        return met;
    }

    /** Tells whether the peer has answered since it last refused. */
    boolean isGreeted() {
        return greeted;
    }

    /** Returns the newest token. */
    @Nullable
    String proof() {
        return proof;
    }

    /** Returns the token to give back to a peer that has been told all up to {@code last}. */
    @Nullable
    String echo(long last) {
        return tokenPosition <= last ? token : null;
    }
}
