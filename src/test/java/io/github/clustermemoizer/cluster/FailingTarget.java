package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushTarget;
import io.github.clustermemoizer.Lease;
import java.util.function.BooleanSupplier;

/** Holds nothing, and now and then fails to drop it. */
record FailingTarget(BooleanSupplier fails) implements FlushTarget {
    @Override
    public int flushLocal(Flush flush) {
        if (fails.getAsBoolean()) {
            throw new IllegalStateException("as arranged");
        }
        return 0;
    }

    @Override
    public int flushLocalByHash(int[] hashes) {
        return 0;
    }

    @Override
    public int dropLoadedBefore(long time) {
        return 0;
    }

    @Override
    public void renew(Lease lease) {}
}
