package io.github.clustermemoizer;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value in memory and the time it stands for: 24 bytes.
 *
 * <p>A new entry is <em>unconfirmed</em>: it is stored before its load looks at the flush clock for
 * the last time, so it may be stale for a moment.
 *
 * <ol>
 *   <li>A load reads the old row.
 *   <li>A flush writes the clock, finds nothing to remove, and returns.
 *   <li>The load stores its entry. A reader who comes now, after the flush, hits it.
 *   <li>The load looks at the clock, and removes the entry.
 * </ol>
 *
 * <p>So whoever hits an unconfirmed entry looks at the clock itself. Once confirmed an entry is
 * simply good as long as it is there, for any later flush finds it and removes it.
 */
class Entry {
    final @Nullable Object value;

    // Negative while unconfirmed. Written by the one who stores the entry; others may see the change late, which
    // only costs them a look at the clock.
    private long stamp;

    private Entry(@Nullable Object value, long asOf) {
        this.value = value;
        this.stamp = -asOf;
    }

    static Entry of(@Nullable Object value, Set<String> tags, long asOf) {
        return tags.isEmpty() ? new Entry(value, asOf) : new Tagged(value, tags, asOf);
    }

    Set<String> tags() {
        return Set.of();
    }

    long asOf() {
        return Math.abs(stamp);
    }

    boolean confirmed() {
        return stamp > 0;
    }

    void confirm() {
        stamp = asOf();
    }

    /** Apart, so that the others do not pay for it. */
    private static final class Tagged extends Entry {
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
}
