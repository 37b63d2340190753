package io.github.clustermemoizer.examples.greebles.story;

import java.time.Duration;

/**
 * What the system properties ask for.
 *
 * @param stay {@code -Dstay=true}: keep the servers up after the run
 * @param broken {@code -Dbreak=true}: let no flush through, to see the run fail
 * @param seconds {@code -Dseconds=10}: how long the random traffic lasts
 */
record Options(boolean stay, boolean broken, int seconds) {
    Options {
        if (seconds < 1 || seconds > 3600) {
            throw new IllegalArgumentException("seconds must be 1 to 3600 but was " + seconds);
        }
    }

    static Options fromSystemProperties() {
        String seconds = System.getProperty("seconds", "10");
        if (!seconds.matches("\\d{1,4}")) {
            throw new IllegalArgumentException("seconds must be 1 to 3600 but was '" + seconds + "'");
        }
        return new Options(Boolean.getBoolean("stay"), Boolean.getBoolean("break"), Integer.parseInt(seconds));
    }

    /** Returns how long an update waits at most for its flush: less where that is known to be in vain. */
    Duration patience() {
        return broken ? Duration.ofMillis(300) : Duration.ofSeconds(2);
    }
}
