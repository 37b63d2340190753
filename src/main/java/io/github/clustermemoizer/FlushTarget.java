package io.github.clustermemoizer;

import java.util.Optional;

/**
 * Where a flush that came from a peer goes: the local values of one memoizer, and no way on from
 * there. What is heard from peers reaches the cache through this type alone, so that no flush can be sent on.
 */
public interface FlushTarget {
    /**
     * Drops what {@code flush} names from this server's memory. On return it is gone, and no load
     * that began before is kept. Never waits for a load; safe from any thread.
     *
     * @param flush what to drop
     * @return how many values went
     */
    int flushLocal(Flush flush);

    /**
     * Drops all statements whose text has one of these hashes, as {@link #flushLocal} does with one statement.
     *
     * @param hashes as {@link String#hashCode()} gives them; not changed
     * @return how many values went
     */
    int flushLocalByHash(int[] hashes);

    /**
     * Drops all values whose load began before {@code time}, since a peer may have flushed them and was not
     * heard. On return they are gone, and no load that began before is kept.
     *
     * @param time a reading of {@link System#nanoTime()}
     * @return how many values went
     */
    int dropLoadedBefore(long time);

    /**
     * Says what may be served from now on. Until the first lease everything may; from then on a broadcaster
     * renews it several times a second, up to a last one: ages are judged by the time of the renewal, too.
     *
     * @param lease not older than the one before
     */
    void renew(Lease lease);

    /**
     * Does what {@link #flushLocal} does, and takes note that it was ordered on this server.
     *
     * @param flush what to drop
     * @return how many values went
     */
    default int flushByHand(Flush flush) {
        return flushLocal(flush);
    }

    /**
     * Returns what may be looked at.
     *
     * @return empty, which is the default, if there is nothing to see
     */
    default Optional<MemoizerView> view() {
        return Optional.empty();
    }
}
