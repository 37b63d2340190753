package io.github.clustermemoizer;

import java.util.function.LongSupplier;

/** Opens the way to a memoizer's clock for tests of other packages. */
public final class SimulatedTime {
    private SimulatedTime() {}

    public static Memoizer memoizer(Broadcaster broadcaster, boolean strictBound, LongSupplier ticker) {
        return Memoizer.builder()
                .broadcaster(broadcaster)
                .strictBound(strictBound)
                .ticker(ticker)
                .build();
    }
}
