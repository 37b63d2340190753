package io.github.clustermemoizer;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.LongSupplier;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/** The settings of {@link Memoizer.Builder}. */
abstract class MemoizerBuilder<B extends MemoizerBuilder<B>> {
    private static final long DEFAULT_SIZE = 10_000;

    private @Nullable Long maximumSize;
    private @Nullable Long maximumWeight;
    private @Nullable ToIntBiFunction<? super String, ? super @Nullable Object> weigher;
    private @Nullable Duration expireAfterWrite;
    private @Nullable Duration expireAfterAccess;
    private Duration readLag = Duration.ZERO;
    private Duration waitLimit = Duration.ofMinutes(5);
    private Duration rememberFailures = Duration.ZERO;
    private LoadWrapper loadWrapper = LoadWrapper.none();
    private Executor executor = ForkJoinPool.commonPool();
    private Broadcaster broadcaster = Broadcaster.none();
    private boolean strictBound;
    private LongSupplier ticker = System::nanoTime;

    MemoizerBuilder() {}

    /**
     * Bounds how many values are kept. Near the bound those go that are least likely to be asked for.
     *
     * @param maximumSize number of values; 0 keeps none; default 10,000
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException if a weight was set
     */
    public B maximumSize(long maximumSize) {
        requireNotNegative("maximum size", maximumSize);
        if (maximumWeight != null) {
            throw new IllegalStateException("maximum size and maximum weight exclude each other; set one");
        }
        this.maximumSize = maximumSize;
        return self();
    }

    /**
     * Bounds the sum of the weights of the values that are kept.
     *
     * @param maximumWeight in the unit of the weigher
     * @param weigher gives the weight of a statement and its value, which may be null; called once, when
     *     the value is stored. If it throws or returns less than 0, the load fails with that.
     * @return this builder
     * @throws IllegalArgumentException if {@code maximumWeight} is negative
     * @throws IllegalStateException if a size was set
     * @throws NullPointerException if {@code weigher} is null
     */
    public B maximumWeight(long maximumWeight, ToIntBiFunction<? super String, ? super @Nullable Object> weigher) {
        requireNotNegative("maximum weight", maximumWeight);
        if (maximumSize != null) {
            throw new IllegalStateException("maximum size and maximum weight exclude each other; set one");
        }
        this.maximumWeight = maximumWeight;
        this.weigher = requireNonNull(weigher, "weigher");
        return self();
    }

    /**
     * Drops each value some time after it was stored.
     *
     * @param duration how long; default for ever
     * @return this builder
     * @throws IllegalArgumentException if it is zero or negative
     * @throws NullPointerException if it is null
     */
    public B expireAfterWrite(Duration duration) {
        expireAfterWrite = requirePositive("expire after write", duration);
        return self();
    }

    /**
     * Drops each value some time after it was last asked for.
     *
     * @param duration how long; default for ever
     * @return this builder
     * @throws IllegalArgumentException if it is zero or negative
     * @throws NullPointerException if it is null
     */
    public B expireAfterAccess(Duration duration) {
        expireAfterAccess = requirePositive("expire after access", duration);
        return self();
    }

    /**
     * Tells how far the database that loaders read may lag behind the one that is written. A value that
     * is loaded within this time after its flush is returned, and not kept.
     *
     * @param lag default zero
     * @return this builder
     * @throws IllegalArgumentException if it is negative, or longer than a day
     */
    public B readLag(Duration lag) {
        readLag = atMostADay("read lag", lag);
        return self();
    }

    /**
     * Bounds how long a caller waits for another thread's load. The load goes on.
     *
     * @param limit default 5 minutes
     * @return this builder
     * @throws IllegalArgumentException if it is zero or negative
     */
    public B waitLimit(Duration limit) {
        waitLimit = requirePositive("wait limit", limit);
        return self();
    }

    /**
     * Lets a load that failed answer for its statement for a while, so that a broken database is not
     * stormed. A flush of the statement forgets the failure, too.
     *
     * @param time default zero: each caller tries anew
     * @return this builder
     * @throws IllegalArgumentException if it is negative, or longer than a day
     */
    public B rememberFailures(Duration time) {
        rememberFailures = atMostADay("remember failures", time);
        return self();
    }

    /**
     * Sets what runs the loads in the background that {@link Freshness#staleWhileRevalidate} asks for.
     *
     * @param executor default {@link ForkJoinPool#commonPool()}; if it refuses a load, the next reader
     *     tries again
     * @return this builder
     */
    public B executor(Executor executor) {
        this.executor = requireNonNull(executor, "executor");
        return self();
    }

    /**
     * Sets what is done around every load, such as a span of a trace.
     *
     * @param wrapper runs the loaders; default {@link LoadWrapper#none()}
     * @return this builder
     */
    public B loadWrapper(LoadWrapper wrapper) {
        loadWrapper = requireNonNull(wrapper, "wrapper");
        return self();
    }

    /**
     * Sets the way to the peers.
     *
     * @param broadcaster may serve several memoizers; default {@link Broadcaster#none()}
     * @return this builder
     */
    public B broadcaster(Broadcaster broadcaster) {
        this.broadcaster = requireNonNull(broadcaster, "broadcaster");
        return self();
    }

    /**
     * Decides how closely the staleness bound is kept while a peer is not heard from. Normally a reader sees by
     * one field, which the broadcaster keeps, whether ages matter now; after a pause of the whole process
     * that field may be some moments late, and only then is the bound exceeded by as much. The same goes for a max age
     * that a reader sets. A strict memoizer reads the clock on every hit instead, which costs some ten nanoseconds.
     *
     * @param strict default false
     * @return this builder
     */
    public B strictBound(boolean strict) {
        strictBound = strict;
        return self();
    }

    /** Sets the source of time, in nanoseconds like {@link System#nanoTime()}; for tests. */
    B ticker(LongSupplier ticker) {
        this.ticker = requireNonNull(ticker, "ticker");
        return self();
    }

    abstract B self();

    Broadcaster broadcaster() {
        return broadcaster;
    }

    LocalCache cache() {
        long maximum = maximumWeight != null ? maximumWeight : maximumSize != null ? maximumSize : DEFAULT_SIZE;
        var bounds = new EntryStore.Bounds(maximum, weigher, expireAfterWrite, expireAfterAccess);
        var loading = new LocalCache.Loading(readLag, waitLimit, rememberFailures, executor, loadWrapper);
        var clock = new FlushClock(ticker);
        var rule = new ServingRule(clock, strictBound);
        return new LocalCache(new EntryStore(bounds, ticker), clock, rule, loading);
    }

    private static Duration requirePositive(String name, Duration duration) {
        if (requireNonNull(duration, name).isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive: " + duration);
        }
        return duration;
    }

    private static Duration atMostADay(String name, Duration duration) {
        if (Freshness.notNegative(name, duration).compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(name + " must not be longer than a day: " + duration);
        }
        return duration;
    }

    private static void requireNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
    }
}
