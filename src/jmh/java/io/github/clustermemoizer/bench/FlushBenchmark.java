package io.github.clustermemoizer.bench;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.Memoizer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a flush of each kind costs on its own server, which holds 100,000 values, beside the same by hand on a Caffeine
 * cache: who has that knows the keys of a tag, and has no digests. What is flushed is kept again before each call, which
 * does not count.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(5)
public class FlushBenchmark {
    private static final int ENTRIES = 100_000;
    private static final int OWNERS = ENTRIES / Greebles.OF_ONE;
    private static final int BATCH = 100;

    private final Memoizer memoizer =
            Memoizer.builder().maximumSize(2 * ENTRIES).build();
    private final Cache<String, String> cache =
            Caffeine.newBuilder().maximumSize(2 * ENTRIES).build();
    private final List<Integer> owners = new ArrayList<>();
    private final Flush[] statements = new Flush[BATCH * Greebles.OF_ONE];
    private final Flush[] digests = new Flush[BATCH * Greebles.OF_ONE];
    private final Flush[] tags = new Flush[BATCH];
    private final List<List<String>> keys = new ArrayList<>();
    private int next;

    /** Keeps all values. */
    @Setup
    public void fill() {
        for (int owner = 0; owner < OWNERS; owner++) {
            keep(owner);
        }
    }

    private void keep(int owner) {
        Greebles.keep(memoizer, owner);
        for (int i = 0; i < Greebles.OF_ONE; i++) {
            cache.put(Greebles.statement(owner, i), Greebles.ROW);
        }
    }

    /** Keeps again what the last call may have dropped, and chooses what is dropped next. */
    @Setup(Level.Invocation)
    public void choose() {
        if (memoizer.stats().size() == 0 || cache.estimatedSize() == 0) {
            fill();
        } else {
            owners.forEach(this::keep);
        }
        owners.clear();
        keys.clear();
        for (int i = 0; i < BATCH; i++) {
            int owner = next++ % OWNERS;
            owners.add(owner);
            tags[i] = Flush.tag(Greebles.tag(owner));
            List<String> all = new ArrayList<>();
            for (int j = 0; j < Greebles.OF_ONE; j++) {
                all.add(Greebles.statement(owner, j));
                statements[i * Greebles.OF_ONE + j] = Flush.statement(all.get(j));
                digests[i * Greebles.OF_ONE + j] = statements[i * Greebles.OF_ONE + j].byDigest();
            }
            keys.add(all);
        }
    }

    /** One value. */
    @Benchmark
    @OperationsPerInvocation(BATCH * Greebles.OF_ONE)
    public void statement() {
        FlushKind.apply(memoizer, statements);
    }

    /** The same by hand. */
    @Benchmark
    @OperationsPerInvocation(BATCH * Greebles.OF_ONE)
    public void statementByHand() {
        for (List<String> all : keys) {
            all.forEach(cache::invalidate);
        }
    }

    /** One value, by what it takes to name it without its text. */
    @Benchmark
    @OperationsPerInvocation(BATCH * Greebles.OF_ONE)
    public void digest() {
        FlushKind.apply(memoizer, digests);
    }

    /** Ten values. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void tag() {
        FlushKind.apply(memoizer, tags);
    }

    /** The same by hand, with all keys known. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void tagByHand() {
        keys.forEach(cache::invalidateAll);
    }

    /** A walk. */
    @Benchmark
    public void prefix() {
        FlushKind.apply(memoizer, FlushKind.PREFIX.flush(owners.get(0), 0));
    }

    /** The same by hand. */
    @Benchmark
    public boolean prefixByHand() {
        String prefix = Greebles.prefix(owners.get(0));
        return cache.asMap().keySet().removeIf(key -> key.startsWith(prefix));
    }

    /** Another walk. */
    @Benchmark
    public void glob() {
        FlushKind.apply(memoizer, FlushKind.GLOB.flush(owners.get(0), 0));
    }

    /** The same by hand. */
    @Benchmark
    public boolean globByHand() {
        var pattern = Pattern.compile(".*owner = " + owners.get(0) + " and.*");
        return cache.asMap().keySet().removeIf(key -> pattern.matcher(key).matches());
    }

    /** All values. */
    @Benchmark
    public void everything() {
        FlushKind.apply(memoizer, Flush.everything());
    }

    /** The same by hand. */
    @Benchmark
    public void everythingByHand() {
        cache.invalidateAll();
    }

    /** Forgets all. */
    @TearDown
    public void close() {
        memoizer.close();
    }
}
