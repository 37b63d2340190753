package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One address of the cluster: a machine with a clock that runs a little fast or slow, and the processes that follow each other on it. */
final class SimulatedServer {
    final int index;
    final URI uri;
    final double clockRate;
    final List<SimulatedLife> lives = new ArrayList<>();

    @Nullable
    SimulatedLife life;

    long pausedUntil;
    boolean starting;
    boolean gone;

    SimulatedServer(int index, double clockRate) {
        this.index = index;
        this.uri = URI.create("http://10.0.0." + (index + 1) + ":8080");
        this.clockRate = clockRate;
    }

    int bit() {
        return 1 << index;
    }

    /** Returns how long it takes until this server's clock has gone on by {@code nanos}. */
    long real(long nanos) {
        return (long) (nanos / clockRate);
    }

    boolean isPaused(long now) {
        return now < pausedUntil;
    }

    @Override
    public String toString() {
        return "s" + index;
    }
}
