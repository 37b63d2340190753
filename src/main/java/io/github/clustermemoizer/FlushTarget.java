package io.github.clustermemoizer;

/**
 * Where a flush that came from a peer goes: the local values of one memoizer, and no way on from
 * there. Received flushes reach the cache through this type alone, so that none can be sent on.
 */
@FunctionalInterface
public interface FlushTarget {
    /**
     * Drops what {@code flush} names from this server's memory. On return it is gone, and no load
     * that began before is kept. Never waits for a load; safe from any thread.
     *
     * @param flush what to drop
     * @return how many values went
     */
    int flushLocal(Flush flush);
}
