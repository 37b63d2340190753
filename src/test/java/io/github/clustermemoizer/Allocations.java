package io.github.clustermemoizer;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How many bytes of heap an action asks for on the thread that does it: a count, which no load of the machine changes. */
public final class Allocations {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 200;
    private static final int CALLS = 1_000;

    private Allocations() {}

    /**
     * Returns the least that a round of calls took, for each call, rounded down. What the compilers and the first use of a
     * class ask for is in other rounds, or is less than a byte for each call.
     */
    public static long perCall(Runnable action) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            least = Math.min(least, of(() -> {
                for (int call = 0; call < CALLS; call++) {
                    action.run();
                }
            }));
        }
        return least / CALLS;
    }

    /** Returns what one action asks for. */
    public static long of(Runnable action) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        action.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
