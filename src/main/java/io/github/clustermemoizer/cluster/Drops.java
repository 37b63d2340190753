package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Flush;
import java.util.List;

/**
 * What one request asks to drop.
 *
 * @param hashes of statements, as {@link String#hashCode()} gives them
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Drops(List<Flush> flushes, int[] hashes) {
    static final int[] NO_HASHES = {};
    static final Drops NONE = new Drops(List.of(), NO_HASHES);

    int size() {
        return flushes.size() + hashes.length;
    }

    boolean isEmpty() {
        return flushes.isEmpty() && hashes.length == 0;
    }
}
