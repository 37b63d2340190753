package io.github.clustermemoizer.bench.cluster;

/** One way to tell other servers that a value is stale: one end of it, in one process. */
interface Side {
    /** How long all may take to find each other, in seconds. */
    int PATIENCE = 30;

    /** Waits until all peers are there. */
    void awaitPeers() throws Exception;

    /** Keeps a value here, and tells nobody. */
    void keep(String statement);

    /** Tells all peers to drop the value, and does not wait for them. */
    void flush(String statement) throws Exception;

    /** Whether this side itself tells the sender that the value is gone, as {@link #flushAndKnow} does. */
    boolean knows();

    /** Flushes, and waits until this side knows that all peers have dropped the value. */
    default void flushAndKnow(String statement) throws Exception {
        throw new UnsupportedOperationException("this side never knows");
    }

    /** How many flushes may be on their way at once: what keeps this side busy and lets no queue overflow. */
    default int window() {
        return 8000;
    }
}
