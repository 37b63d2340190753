package io.github.clustermemoizer.cluster;

import org.jspecify.annotations.Nullable;

/** The version of this library, as its jar says. */
final class Version {
    private Version() {}

    /** Returns null where there is no jar, or one that was packed anew without saying. */
    static @Nullable String own() {
        return Version.class.getPackage().getImplementationVersion();
    }
}
