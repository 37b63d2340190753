package io.github.clustermemoizer;

/** What became of one broadcast at one peer. */
public enum PeerOutcome {
    /** The peer has said that it dropped its copy. */
    ACKNOWLEDGED,
    /** The peer has not answered yet; it is told again until it does. */
    PENDING,
    /** The peer was not told, and may no longer serve what it holds. */
    LAPSED
}
