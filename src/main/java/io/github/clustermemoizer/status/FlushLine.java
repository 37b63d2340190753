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
 * @param digest of the statement or tag that it names; empty if it names none. By this it is known again where one server has the
 *     text and another the digest.
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
        Optional<String> digest,
        long more,
        long dropped,
        boolean followed,
        Map<String, Fate> fates) {
    /** The kind of flushes of statements of which only the hashes came. */
    static final String HASHES = "HASHES";

    boolean isOfHashes() {
        return kind.equals(HASHES);
    }

    /** Tells whether it names the same as another does, perhaps in another way. */
    boolean namesSame(FlushLine other) {
        if (digest.isPresent() && other.digest.isPresent()) {
            return digest.equals(other.digest) && isOfTag() == other.isOfTag();
        }
        return kind.equals(other.kind) && text.equals(other.text) && length == other.length;
    }

    /** Tells whether those of its statements of which only the hashes came may be those that another names. */
    boolean mayBeHashesOf(FlushLine other) {
        return isOfHashes() && other.digest.isPresent() && !other.isOfTag();
    }

    private boolean isOfTag() {
        return kind.startsWith("TAG");
    }
}
