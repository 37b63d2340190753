package io.github.clustermemoizer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The loads under way, at most one per statement that a new caller may join. */
final class LoadsUnderWay {
    private final FlushClock clock;
    private final Duration waitLimit;
    private final Duration rememberFailures;
    private final ConcurrentMap<String, Load> loads = new ConcurrentHashMap<>();

    /** Who waits for which load of another thread. */
    private final ConcurrentMap<Thread, Load> waiting = new ConcurrentHashMap<>();

    /** @param rememberFailures how long a load that failed goes on to answer for its statement; may be zero */
    LoadsUnderWay(FlushClock clock, Duration waitLimit, Duration rememberFailures) {
        this.clock = clock;
        this.waitLimit = waitLimit;
        this.rememberFailures = rememberFailures;
    }

    /**
     * Returns the load to wait for: another's that is under way, or {@code mine}, which the caller then
     * has to run and to {@link #leave}.
     *
     * <p>Another's that reads too old a state for this caller is not joined but replaced; it goes on for
     * those who wait for it already.
     *
     * @param oldest the time that the value must at least stand for
     */
    Load enter(Load mine, long oldest) {
        while (true) {
            Load other = loads.putIfAbsent(mine.statement, mine);
            if (other == null) {
                return mine;
            }
            if (other.owner == Thread.currentThread() && !other.ended()) {
                throw inItsOwnLoader(mine.statement);
            }
            // The second is so only of one that began in an old snapshot: any other is forgotten by the flush.
            if (other.asOf >= oldest && !clock.flushedSince(other)) {
                return other;
            }
            if (loads.replace(mine.statement, other, mine)) {
                return mine;
            }
        }
    }

    /** Must come after the value is stored: who enters later then finds it. */
    void leave(Load mine, boolean failed) {
        if (!failed || rememberFailures.isZero()) {
            loads.remove(mine.statement, mine);
        } else {
            CompletableFuture.delayedExecutor(rememberFailures.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                    .execute(() -> loads.remove(mine.statement, mine));
        }
    }

    boolean isLoading(String statement) {
        Load load = loads.get(statement);
        return load != null && !load.ended();
    }

    /**
     * Waits for another thread's load.
     *
     * @return null if that has found its value in the store
     * @throws IllegalStateException if that thread waits, over however many others, for this one
     * @throws LoadTimeoutException if it has not ended after the limit
     */
    Load.@Nullable Loaded await(Load other) {
        Thread me = Thread.currentThread();
        // Of two threads that come to wait for each other both write this down before either looks, so one sees it.
        waiting.put(me, other);
        try {
            Load next = other;
            while (next != null && !next.ended()) {
                Thread owner = next.owner;
                if (owner == me) {
                    throw inItsOwnLoader(other.statement);
                }
                next = owner == null ? null : waiting.get(owner);
            }
            return other.await(Freshness.saturatedNanos(waitLimit));
        } catch (TimeoutException e) {
            throw new LoadTimeoutException(waitLimit, other.statement);
        } finally {
            waiting.remove(me);
        }
    }

    void forget(Flush flush) {
        if (loads.isEmpty()) {
            return; // one that enters only now will be seen to be flushed by who would join it
        }
        switch (flush.kind()) {
            case STATEMENT -> loads.remove(flush.text());
            case DIGEST, TAG_DIGEST -> {
                long mark = Digest.mark(flush);
                loads.values().removeIf(load -> load.has(mark));
            }
            default -> loads.values().removeIf(load -> flush.drops(load.statement, load.tags));
        }
    }

    void forget(int[] hashes) {
        if (!loads.isEmpty()) {
            HashProbe.find(loads, hashes, false).forEach(loads::remove); // a walk, since they are few
        }
    }

    private static IllegalStateException inItsOwnLoader(String statement) {
        return new IllegalStateException("a loader must not memoize the statement that it loads: " + statement);
    }
}
