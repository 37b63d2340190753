package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.lang.management.ManagementFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a value takes in memory, beside a raw Caffeine cache with the same keys and values. */
class EntrySizeTest {
    private static final int ENTRIES = 200_000;

    private final String[] statements =
            IntStream.range(0, ENTRIES).mapToObj(i -> "select " + i).toArray(String[]::new);

    @Test
    void entry_takesNoMoreThan24BytesAboveRawCaffeine() {
        long ours = Long.MAX_VALUE;
        long raw = Long.MAX_VALUE;
        for (int round = 0; round < 3; round++) {
            raw = Math.min(raw, rawBytes());
            ours = Math.min(ours, ourBytes());
        }

        // Half a byte for whatever else goes on in the JVM.
        assertThat((double) (ours - raw) / ENTRIES).isBetween(0.0, 24.5);
    }

    private long rawBytes() {
        Cache<String, Object> cache =
                Caffeine.newBuilder().maximumSize(2 * ENTRIES).build();
        long before = usedBytes();
        for (String statement : statements) {
            cache.put(statement, this);
        }
        cache.cleanUp();
        long used = usedBytes() - before;
        assertThat(cache.estimatedSize()).isEqualTo(ENTRIES); // it was alive until here
        return used;
    }

    private long ourBytes() {
        Memoizer memoizer = Memoizer.builder().maximumSize(2 * ENTRIES).build();
        long before = usedBytes();
        for (String statement : statements) {
            memoizer.memoize(statement, () -> this);
        }
        long size = memoizer.stats().size(); // cleans up
        long used = usedBytes() - before;
        assertThat(memoizer.stats().size()).isEqualTo(size).isEqualTo(ENTRIES); // it was alive until here
        return used;
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
