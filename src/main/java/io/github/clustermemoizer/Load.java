package io.github.clustermemoizer;

import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A load under way: run by one thread, awaited by all who ask for the same statement meanwhile. */
final class Load {
    private static final Object LOADED = new Object();
    private static final Object IN_STORE = new Object();

    final String statement;
    final Set<String> tags;

    /** When the state that it reads was current, by the knowledge of this server. A flush after that bars others from joining. */
    final long began;

    /** What its value will stand for: {@link #began}, less the lag of a replica. */
    final long asOf;

    /** Set when it runs; a load that was handed to an executor has none before. */
    volatile @Nullable Thread owner;

    /** Computed when first needed, since a load that only joins another never is asked. */
    private volatile long @Nullable [] marks;

    private @Nullable Object value; // written before the end, and read after it

    private volatile @Nullable Object end; // LOADED, IN_STORE, or what was thrown; null while it is under way

    // Null as long as nobody waits, as for most loads; written under the monitor of this.
    private volatile @Nullable CountDownLatch gate;

    /** A value, which may be null. */
    record Loaded(@Nullable Object value) {}

    Load(String statement, Set<String> tags, long began, long lag, @Nullable Thread owner) {
        this.statement = statement;
        this.tags = tags;
        this.began = began;
        this.asOf = began - lag;
        this.owner = owner;
    }

    long[] marks() {
        long[] known = marks;
        if (known == null) {
            known = Digest.marks(statement, tags);
            marks = known;
        }
        return known;
    }

    /** Tells whether a flush by digest names it. */
    boolean has(long mark) {
        for (long own : marks()) {
            if (own == mark) {
                return true;
            }
        }
        return false;
    }

    void succeed(@Nullable Object value) {
        this.value = value;
        end(LOADED);
    }

    /** Ends this load without a value: who waits for it must look into the store. */
    void yieldToStore() {
        end(IN_STORE);
    }

    void fail(Throwable failure) {
        end(failure);
    }

    boolean ended() {
        return end != null;
    }

    /**
     * Waits for the owner. An interrupt is kept for the caller to see.
     *
     * @return null if the value was found in the store
     * @throws TimeoutException if it has not ended after {@code nanos}
     */
    @Nullable
    Loaded await(long nanos) throws TimeoutException {
        awaitEnd(nanos);
        if (end instanceof Throwable failure) {
            throw Load.<RuntimeException>unwrapped(failure);
        }
        return end == LOADED ? new Loaded(value) : null;
    }

    private void end(Object how) {
        end = how;
        // We write the end and look for a gate, who waits makes a gate and looks for the end: one of the two sees the
        // other.
        CountDownLatch waitedAt = gate;
        if (waitedAt != null) {
            waitedAt.countDown();
        }
    }

    private void awaitEnd(long nanos) throws TimeoutException {
        CountDownLatch waitedAt = gate();
        long start = System.nanoTime();
        boolean interrupted = false;
        try {
            while (end == null) {
                try {
                    if (!waitedAt.await(nanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS)) {
                        throw new TimeoutException();
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized CountDownLatch gate() {
        CountDownLatch there = gate;
        if (there == null) {
            there = new CountDownLatch(1);
            gate = there;
        }
        return there;
    }

    // A loader's exception reaches every caller as it is, checked ones too.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E unwrapped(Throwable failure) throws E {
        throw (E) failure;
    }
}
