package io.github.clustermemoizer.status;

import java.util.Map;
import java.util.Optional;

/**
 * One of the last flushes, as one server remembers it.
 *
 * @param origin the instance id of who sent it here, or the address where that is not known; empty if it began here
 * @param kind as {@link io.github.clustermemoizer.Flush.Kind} has it, or {@code HASHES}
 * @param text what it names, perhaps only its beginning
 * @param length how long the whole of that is
 * @param more how many flushes came in the same batch
 * @param dropped how many values went on the server that remembers it
 * @param followed whether it is known what became of it
 * @param fates what became of it, by the address of each peer
 */
record FlushLine(
        double secondsAgo,
        Optional<String> origin,
        String kind,
        String text,
        long length,
        long more,
        long dropped,
        boolean followed,
        Map<String, Fate> fates) {
    /** The kind of flushes of statements of which only the hashes came. */
    static final String HASHES = "HASHES";
}
