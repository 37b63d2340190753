package io.github.clustermemoizer.cluster;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How often time is looked at, and that it goes on whatever happens. */
final class Ticks {
    private static final Logger log = LoggerFactory.getLogger(ClusterBroadcaster.class);

    private static final Duration SLOWEST = Duration.ofMillis(100);
    private static final Duration FASTEST = Duration.ofMillis(2);

    private final ThinnedLog failed = new ThinnedLog(System::nanoTime);

    /** Returns a pause that neither the bound nor the heartbeat feels. */
    static Duration pause(ClusterConfig config) {
        Duration wanted = config.stalenessBound().dividedBy(100);
        Duration quick = config.heartbeat().dividedBy(4);
        Duration pause = wanted.compareTo(quick) < 0 ? wanted : quick;
        return pause.compareTo(SLOWEST) > 0 ? SLOWEST : pause.compareTo(FASTEST) < 0 ? FASTEST : pause;
    }

    /** Returns what does the same and never throws. */
    Runnable safely(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (Throwable e) { // or there would be no more ticks
                failed.log(heldBack -> log.error("tick failed ({} more since the last such line)", heldBack, e));
            }
        };
    }
}
