package io.github.clustermemoizer.status;

import io.github.clustermemoizer.cluster.PeerStatus;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How one server sees another.
 *
 * @param peer the address, as listed
 * @param instance who is heard from there
 * @param lastHeardSeconds how long ago
 * @param pending how many items it is owed
 * @param failures how many requests to it failed
 * @param roundTripMillis how long the last request took that it answered
 * @param settleP50 in how many milliseconds it acknowledges a flush, half of the time
 * @param settleP99 the same, nearly always
 */
record Sight(
        String peer,
        PeerStatus.State state,
        Optional<String> instance,
        double lastHeardSeconds,
        long pending,
        long failures,
        OptionalDouble roundTripMillis,
        OptionalDouble settleP50,
        OptionalDouble settleP99) {

    static Sight of(PeerStatus status, Recorder recorder) {
        boolean isSelf = status.state() == PeerStatus.State.SELF;
        return new Sight(
                status.peer().toString(),
                status.state(),
                status.instance(),
                isSelf ? 0 : status.lastHeard().toNanos() / 1e9,
                status.pending(),
                status.failures().values().stream().mapToLong(Long::longValue).sum(),
                status.roundTrip().isPresent()
                        ? OptionalDouble.of(status.roundTrip().get().toNanos() / 1e6)
                        : OptionalDouble.empty(),
                recorder.settleMillis(status.peer(), 0.5),
                recorder.settleMillis(status.peer(), 0.99));
    }
}
