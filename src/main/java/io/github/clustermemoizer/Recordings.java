package io.github.clustermemoizer;

import org.jspecify.annotations.Nullable;

/**
 * The events that a flight recorder (JFR) wants now. Costs a look at one object each while nothing is recorded, and
 * nothing where the runtime comes without JFR: then no class of an event is ever loaded.
 */
final class Recordings {
    private static final boolean IS_POSSIBLE =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private Recordings() {}

    /** Returns an event that has begun; null if nobody wants it. */
    static @Nullable LoadEvent load() {
        return IS_POSSIBLE ? LoadEvent.begun() : null;
    }

    /** Returns an event that has begun; null if nobody wants it. */
    static @Nullable FlushEvent flush() {
        return IS_POSSIBLE ? FlushEvent.begun() : null;
    }

    /** A recording is read by people, and need not hold the whole of a long statement. */
    static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
