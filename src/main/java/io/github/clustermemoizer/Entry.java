package io.github.clustermemoizer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value in memory and the time it stands for: 24 bytes. It is <em>confirmed</em> only as long as every
 * flush that walks over the store is bound to find it; before that and after it a reader must not trust it.
 *
 * <p>Before: an entry is stored before its load looks at the flush clock for the last time.
 *
 * <ol>
 *   <li>A load reads the old row.
 *   <li>A flush writes the clock, finds nothing to remove, and returns.
 *   <li>The load stores its entry. A reader who comes now, after the flush, hits it.
 *   <li>The load looks at the clock, and removes the entry.
 * </ol>
 *
 * <p>So whoever hits an entry that is not confirmed yet looks at the clock itself.
 *
 * <p>After: Caffeine declares an entry dead before it takes it out of its table.
 *
 * <ol>
 *   <li>An eviction, or another flush, declares the entry dead.
 *   <li>A flush writes the clock, walks past the dead entry, and returns.
 *   <li>A reader who comes now, after the flush, still finds it in the table.
 *   <li>The entry is taken out.
 * </ol>
 *
 * <p>So it is marked as leaving before anything else, and whoever hits it then has missed.
 */
class Entry {
    private static final long LEAVING = 0;
    private static final VarHandle STAMP;

    static {
        try {
            STAMP = MethodHandles.lookup().findVarHandle(Entry.class, "stamp", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final @Nullable Object value;

    // The time it stands for once confirmed, the same negative before, and LEAVING at the end.
    private volatile long stamp;

    private Entry(@Nullable Object value, long asOf) {
        this.value = value;
        STAMP.set(this, -asOf);
    }

    static Entry of(@Nullable Object value, Set<String> tags, long asOf) {
        return of(value, tags, Digest.NO_MARKS, asOf);
    }

    static Entry of(@Nullable Object value, Set<String> tags, long[] marks, long asOf) {
        if (marks.length > 0) {
            return new Marked(value, tags, marks, asOf);
        }
        return tags.isEmpty() ? new Entry(value, asOf) : new Tagged(value, tags, asOf);
    }

    Set<String> tags() {
        return Set.of();
    }

    /** Returns none if no flush by digest had come yet when this was made. */
    long[] marks() {
        return Digest.NO_MARKS;
    }

    void confirm() {
        long stamp = this.stamp;
        if (stamp < 0) {
            STAMP.compareAndSet(this, stamp, -stamp); // unless it is leaving already
        }
    }

    void leave() {
        stamp = LEAVING;
    }

    boolean isLeaving() {
        return stamp == LEAVING;
    }

    /** Returns 0 for an entry that is leaving. */
    long asOf() {
        return Math.abs(stamp);
    }

    /** Tells whether any reader may have it who wants nothing older than {@code oldest}. */
    boolean isConfirmedSince(long oldest) {
        long stamp = this.stamp;
        return stamp > 0 && stamp >= oldest;
    }

    /** Tells whether a reader on this server may have it who wants nothing older than {@code oldest}. */
    boolean isGood(String statement, long oldest, FlushClock clock) {
        long stamp = this.stamp;
        if (stamp > 0) {
            return stamp >= oldest;
        }
        return stamp != LEAVING && -stamp >= oldest && !clock.flushedSince(statement, tags(), marks(), -stamp);
    }

    /** Apart, so that the others do not pay for it. */
    private static class Tagged extends Entry {
        private final Set<String> tags;

        Tagged(@Nullable Object value, Set<String> tags, long asOf) {
            super(value, asOf);
            this.tags = tags;
        }

        @Override
        Set<String> tags() {
            return tags;
        }
    }

    /** Where flushes come by digest. The digests are computed once, or a flush would cost one of each entry. */
    private static final class Marked extends Tagged {
        private final long[] marks;

        Marked(@Nullable Object value, Set<String> tags, long[] marks, long asOf) {
            super(value, tags, asOf);
            this.marks = marks;
        }

        @Override
        long[] marks() {
            return marks;
        }
    }
}
