package io.github.clustermemoizer;

/** What became of one broadcast at one peer. */
public enum PeerOutcome {
    /** The peer has said that it dropped its copy. */
    ACKNOWLEDGED,
    /** The peer has not answered yet; it is told again until it does. */
    PENDING,
    /**
     * The peer was not told yet, and by now serves nothing any more that was loaded before; unless it is configured to
     * serve on when isolated. It is still told as soon as it can be reached.
     */
    LAPSED
}
