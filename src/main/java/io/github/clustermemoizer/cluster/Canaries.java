package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushTarget;
import io.github.clustermemoizer.Lease;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Statements that are there to be flushed: whether one has gone shows whether a flush has arrived, and no value of
 * the application is touched. There are few, and none stays long. Safe from any thread.
 */
final class Canaries implements FlushTarget {
    static final int MOST = 16;

    private static final long LIFE = TimeUnit.MINUTES.toNanos(1);
    private static final String STATEMENT = "-- a canary of the doctor: ";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,100}");

    private final LongSupplier clock;
    private final Map<Flush, Long> planted = new LinkedHashMap<>(); // guarded by this; when, by the flush that drops it
    private volatile boolean isAny; // written under the monitor of this

    /** @param clock nanoseconds since this server's start */
    Canaries(LongSupplier clock) {
        this.clock = clock;
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Returns what drops the canary of that name. */
    static Flush flush(String name) {
        return Flush.statement(STATEMENT + name);
    }

    /** Plants one; false if there are too many. */
    synchronized boolean plant(String name) {
        long now = clock.getAsLong();
        planted.values().removeIf(since -> now - since > LIFE);
        if (planted.size() >= MOST && !planted.containsKey(flush(name))) {
            return false;
        }
        planted.put(flush(name), now);
        isAny = true;
        return true;
    }

    synchronized boolean isThere(String name) {
        return planted.containsKey(flush(name));
    }

    /** Counts nothing: these are no values. */
    @Override
    public int flushLocal(Flush flush) {
        switch (flush.kind()) {
            case EVERYTHING -> drop(canary -> true);
            case STATEMENT -> drop(flush::equals);
            case DIGEST -> drop(canary -> canary.byDigest().equals(flush));
            case PREFIX, MATCHING, TAG, TAG_DIGEST -> {}
        }
        return 0;
    }

    @Override
    public int flushLocalByHash(int[] hashes) {
        drop(canary ->
                Arrays.stream(hashes).anyMatch(hash -> hash == canary.text().hashCode()));
        return 0;
    }

    private void drop(Predicate<Flush> which) {
        if (isAny) { // every flush of a peer comes this way
            synchronized (this) {
                planted.keySet().removeIf(which);
                isAny = !planted.isEmpty();
            }
        }
    }

    @Override
    public int dropLoadedBefore(long time) {
        return 0;
    }

    @Override
    public void renew(Lease lease) {}
}
