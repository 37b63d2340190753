package io.github.clustermemoizer.bench;

import io.github.clustermemoizer.Broadcaster;
import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushTarget;
import io.github.clustermemoizer.Lease;
import java.time.Duration;
import java.util.List;

/** Peers that were all heard from some time ago. */
final class Leased implements Broadcaster {
    static final Duration HEARD = Duration.ZERO;
    static final Duration NOT_HEARD = Duration.ofHours(13);

    private static final Duration BOUND = Duration.ofDays(1);

    private final Duration unheard;

    Leased(Duration unheard) {
        this.unheard = unheard;
    }

    @Override
    public Delivery broadcast(List<Flush> flushes) {
        return Broadcaster.none().broadcast(flushes);
    }

    @Override
    public void attach(FlushTarget target) {
        target.renew(new Lease(System.nanoTime() - unheard.toNanos(), BOUND, Lease.Beyond.RELOAD, false));
    }

    @Override
    public void detach(FlushTarget target) {}
}
