package io.github.clustermemoizer.cluster;

import java.util.HashMap;
import java.util.Map;

/**
 * Which requests have been taken, so that none is taken twice. Of each sender the highest sequence number is
 * known, and which of those shortly below it have come (the window of RFC 4303, section 3.4.3): two lanes from one
 * server to another may overtake each other. What is not heard from for a bound is forgotten, since its
 * requests are too old by then whatever their numbers.
 *
 * <p>Times are nanoseconds since this server's start. Safe from any thread.
 */
final class Replays {
    private static final int WINDOW = Long.SIZE;

    private static final class Taken {
        long highest;
        long below; // bit i: highest - i has come
        long lastTaken;
    }

    private final long bound;
    private final Map<String, Taken> senders = new HashMap<>(); // guarded by this
    private long nextSweep; // guarded by this

    Replays(long bound) {
        this.bound = bound;
    }

    /**
     * Takes note of a request that is signed and not older than the bound.
     *
     * @return false if it has come before, or is so far behind that this cannot be told
     */
    synchronized boolean isNew(String sender, long sequence, long now) {
        sweep(now);
        Taken taken = senders.computeIfAbsent(sender, s -> new Taken());
        if (sequence > taken.highest) {
            long ahead = sequence - taken.highest;
            taken.below = (ahead < WINDOW ? taken.below << ahead : 0) | 1;
            taken.highest = sequence;
        } else {
            long behind = taken.highest - sequence;
            if (behind >= WINDOW || (taken.below >>> behind & 1) != 0) {
                return false;
            }
            taken.below |= 1L << behind;
        }
        taken.lastTaken = now;
        return true;
    }

    synchronized int senders() {
        return senders.size();
    }

    private void sweep(long now) {
        if (now >= nextSweep) {
            senders.values().removeIf(taken -> now - taken.lastTaken > bound);
            nextSweep = now + bound;
        }
    }
}
