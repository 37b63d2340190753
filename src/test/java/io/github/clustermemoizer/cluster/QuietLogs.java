package io.github.clustermemoizer.cluster;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Silence: in a simulation a peer is lost many times a second. */
final class QuietLogs {
    private QuietLogs() {}

    /** Runs {@code action} while the library logs nothing. */
    static void during(Runnable action) {
        var logger = (Logger) LoggerFactory.getLogger("io.github.clustermemoizer");
        Level before = logger.getLevel();
        logger.setLevel(Level.OFF);
        try {
            action.run();
        } finally {
            logger.setLevel(before);
        }
    }
}
