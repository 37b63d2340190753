package io.github.clustermemoizer.bench;

import io.github.clustermemoizer.Broadcaster;
import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushTarget;
import io.github.clustermemoizer.Lease;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Peers that were all heard from some time ago, and a lease that is renewed as often as the real one. */
final class Leased implements Broadcaster {
    static final Duration HEARD = Duration.ZERO;
    static final Duration NOT_HEARD = Duration.ofHours(13);

    private static final Duration BOUND = Duration.ofDays(1);

    private final Duration unheard;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    });

    Leased(Duration unheard) {
        this.unheard = unheard;
    }

    @Override
    public Delivery broadcast(List<Flush> flushes) {
        return Broadcaster.none().broadcast(flushes);
    }

    @Override
    public void attach(FlushTarget target) {
        renew(target);
        timer.scheduleWithFixedDelay(() -> renew(target), 100, 100, TimeUnit.MILLISECONDS);
    }

    @Override
    public void detach(FlushTarget target) {
        timer.shutdownNow();
    }

    private void renew(FlushTarget target) {
        target.renew(new Lease(System.nanoTime() - unheard.toNanos(), BOUND, Lease.Beyond.RELOAD, false));
    }
}
