package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Flush;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How often a sender may drop all that is in memory, or nearly. Each may do so some times in a row, and then
 * once a second: who sends more is told to come again, and has gathered by then what it still wants to say. So a flood
 * of such flushes costs a server one emptied cache a second, and a peer that is overloaded nothing but a delay.
 *
 * <p>Safe from any thread.
 */
final class WideFlushes {
    static final int IN_A_ROW = 10;
    static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    /** A prefix or pattern that begins with fewer characters than this may well drop everything. */
    static final int SHORTEST_START = 4;

    private static final int MOST_SENDERS = 1000;

    /** When the allowance of a sender will be whole again; the one that has been silent longest first. Guarded by this. */
    private final Map<String, Long> wholeAt = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_SENDERS;
        }
    };

    /**
     * Takes note of what a sender asks for.
     *
     * @param now nanoseconds since this server's start
     * @return false if it must come again later
     */
    boolean allow(String sender, List<Flush> flushes, long now) {
        long wide = flushes.stream().filter(WideFlushes::isWide).count();
        return wide == 0 || allow(sender, wide, now);
    }

    private synchronized boolean allow(String sender, long wide, long now) {
        long owed = Math.max(0, wholeAt.getOrDefault(sender, now) - now);
        if (owed > (IN_A_ROW - 1) * PAUSE) {
            return false;
        }
        // More at once than the allowance ever is must pass, too, or they would come again for ever.
        wholeAt.put(sender, now + Math.min(owed + wide * PAUSE, IN_A_ROW * PAUSE));
        return true;
    }

    static boolean isWide(Flush flush) {
        return switch (flush.kind()) {
            case EVERYTHING -> true;
            case PREFIX -> flush.text().length() < SHORTEST_START;
            case MATCHING -> start(flush.text()) < SHORTEST_START;
            case STATEMENT, DIGEST, TAG, TAG_DIGEST -> false;
        };
    }

    private static int start(String glob) {
        int length = 0;
        while (length < glob.length() && "*?[\\".indexOf(glob.charAt(length)) < 0) {
            length++;
        }
        return length;
    }
}
