package io.github.clustermemoizer;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Applies a {@link Lease} to readers. While every peer is heard from a hit reads one field of it and no clock, also
 * where the reader sets a max age.
 *
 * <p>Who renews the lease switches the field on in time. After a pause of the whole process a reader may be
 * some moments ahead of that; a strict rule looks at the clock on every hit instead.
 */
final class ServingRule {
    /** A time that no value stands for. */
    private static final long NEVER = Long.MAX_VALUE;

    /** Longer than who renews the lease is ever late, but for a pause of the whole process. */
    private static final long GRACE = Duration.ofSeconds(1).toNanos();

    /** True while a reader must ask {@link #oldest}. */
    volatile boolean isOn;

    // When the lease was renewed; NEVER while the time is for the reader to watch.
    private volatile long lately = NEVER;

    /** Hits on values that were due, and were served all the same. */
    final LongAdder servedBeyond = new LongAdder();

    private final FlushClock clock;
    private final boolean strict;
    private volatile @Nullable Lease lease;

    ServingRule(FlushClock clock, boolean strict) {
        this.clock = clock;
        this.strict = strict;
    }

    void renew(Lease lease) {
        this.lease = lease;
        long reading = clock.reading();
        boolean watched = !strict && !lease.last() && lease.isWhole(reading);
        isOn = !watched;
        lately = watched ? clock.at(reading) : NEVER;
    }

    /**
     * Returns a time since when a value is younger than {@code maxAge}, without a look at the clock. The value may be older
     * only if the lease has not been renewed for longer than the grace, or an eighth of the age if that is more.
     *
     * @param maxAge in nanoseconds
     */
    long surelyYoung(long maxAge) {
        long noted = lately;
        return noted == NEVER ? NEVER : noted - maxAge + Math.max(GRACE, maxAge >> 3);
    }

    /**
     * Returns the time of the clock that the value of {@code statement} must stand for to be served now.
     *
     * @param entry the value in question, if it is there
     * @param wanted what the reader demands on his own account
     */
    long oldest(String statement, @Nullable Entry entry, long wanted) {
        Lease lease = this.lease;
        if (lease == null) {
            return wanted;
        }
        long now = clock.now();
        long bound = bound(lease, statement);
        if (now - clock.at(lease.heard()) < bound) {
            return wanted;
        }
        // Served only if now < asOf + bound.
        long due = now - bound + 1;
        if (lease.beyond() == Lease.Beyond.RELOAD) {
            return Math.max(wanted, due);
        }
        if (entry != null && entry.asOf() < due) {
            servedBeyond.increment();
        }
        return wanted;
    }

    private static long bound(Lease lease, String statement) {
        long bound = lease.bound().toNanos();
        int spread = (statement.hashCode() * 0x9E3779B9) >>> 16; // of 65,536
        return bound - ((bound / 2) >>> 16) * spread;
    }
}
