package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Flush;
import java.util.List;
import java.util.Optional;

/**
 * What one request of a peer brought.
 *
 * @param instance the sender's instance id; empty if it is not a server of the cluster. Where there is no secret, nobody vouches
 *     for it.
 * @param address the other end of the socket
 * @param flushes what was to be dropped, by name; may be empty
 * @param hashes how many statements were to be dropped of which only the hashes came
 * @param dropped how many values went
 */
public record ReceivedFlushes(Optional<String> instance, String address, List<Flush> flushes, int hashes, int dropped) {
    /**
     * Makes one.
     *
     * @param instance the sender's instance id
     * @param address the other end of the socket
     * @param flushes what was to be dropped, by name
     * @param hashes how many statements were to be dropped of which only the hashes came
     * @param dropped how many values went
     */
    public ReceivedFlushes {
        flushes = List.copyOf(flushes);
    }
}
