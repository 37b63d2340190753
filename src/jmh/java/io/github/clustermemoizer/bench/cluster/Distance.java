package io.github.clustermemoizer.bench.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The relays of a trial: none where there is no delay. */
final class Distance implements AutoCloseable {
    private final long oneWayNanos;
    private final List<Relay> relays = new ArrayList<>();

    Distance(Duration roundTrip) {
        oneWayNanos = roundTrip.toNanos() / 2;
    }

    /** Returns where others reach what stands at {@code host:port}. */
    String to(String address) throws IOException {
        if (oneWayNanos == 0) {
            return address;
        }
        var relay = new Relay(address, oneWayNanos);
        relays.add(relay);
        return relay.address();
    }

    @Override
    public void close() {
        relays.forEach(Relay::close);
    }
}
