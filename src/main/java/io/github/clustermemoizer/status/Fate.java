package io.github.clustermemoizer.status;

import io.github.clustermemoizer.PeerOutcome;
import java.util.OptionalDouble;

/**
 * What became of a flush at one peer.
 *
 * @param millis after how many milliseconds the peer acknowledged it; empty if it has not
 */
record Fate(PeerOutcome outcome, OptionalDouble millis) {
    static final Fate PENDING = new Fate(PeerOutcome.PENDING, OptionalDouble.empty());
    static final Fate LAPSED = new Fate(PeerOutcome.LAPSED, OptionalDouble.empty());

    static Fate acknowledged(double millis) {
        return new Fate(PeerOutcome.ACKNOWLEDGED, OptionalDouble.of(millis));
    }
}
