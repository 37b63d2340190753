package io.github.clustermemoizer;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A load under way: run by one thread, awaited by all who ask for the same statement meanwhile. */
final class Load {
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

    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    /** A value, which may be null. */
    record Loaded(@Nullable Object value) {}

    private record Outcome(
            @Nullable Loaded loaded, @Nullable Throwable failure) {}

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
        outcome.complete(new Outcome(new Loaded(value), null));
    }

    /** Ends this load without a value: who waits for it must look into the store. */
    void yieldToStore() {
        outcome.complete(new Outcome(null, null));
    }

    void fail(Throwable failure) {
        outcome.complete(new Outcome(null, failure));
    }

    boolean ended() {
        return outcome.isDone();
    }

    /**
     * Waits for the owner. An interrupt is kept for the caller to see.
     *
     * @return null if the value was found in the store
     * @throws TimeoutException if it has not ended after {@code nanos}
     */
    @Nullable
    Loaded await(long nanos) throws TimeoutException {
        Outcome end = get(nanos);
        if (end.failure != null) {
            throw Load.<RuntimeException>unwrapped(end.failure);
        }
        return end.loaded;
    }

    private Outcome get(long nanos) throws TimeoutException {
        long start = System.nanoTime();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return outcome.get(nanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new AssertionError("an outcome never fails", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    // A loader's exception reaches every caller as it is, checked ones too.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E unwrapped(Throwable failure) throws E {
        throw (E) failure;
    }
}
