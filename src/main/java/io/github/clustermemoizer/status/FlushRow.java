package io.github.clustermemoizer.status;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One of the last flushes, with what all servers that could be asked remember of it.
 *
 * @param origin the address of the server where it began, or whatever is known of who sent it
 * @param followed whether its origin knows what became of it
 * @param at what became of it, by server
 */
record FlushRow(
        double secondsAgo,
        String origin,
        String kind,
        String text,
        long length,
        long more,
        boolean followed,
        List<At> at) {
    /**
     * What became of it at one server.
     *
     * @param server the address
     * @param fate what its origin knows; empty at the origin itself
     * @param dropped how many values went there; empty if that is not known
     */
    record At(String server, Optional<Fate> fate, OptionalLong dropped) {}
}
