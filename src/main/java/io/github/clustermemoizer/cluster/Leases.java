package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.FlushTarget;
import io.github.clustermemoizer.Lease;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells the local caches what they may serve, by what the peers have been heard to say. */
final class Leases {
    private final ClusterConfig config;
    private final Contacts contacts;
    private final FlushTargets targets;
    private final long start;
    private final LongSupplier clock;
    private final BooleanSupplier closed;
    private final Isolation isolation = new Isolation();

    /**
     * @param start of the clock that leases are measured by
     * @param clock nanoseconds since then
     * @param closed whether no more are to come
     */
    Leases(
            ClusterConfig config,
            Contacts contacts,
            FlushTargets targets,
            long start,
            LongSupplier clock,
            BooleanSupplier closed) {
        this.config = config;
        this.contacts = contacts;
        this.targets = targets;
        this.start = start;
        this.clock = clock;
        this.closed = closed;
    }

    /** Renews those of all caches, and has them drop what a peer may have flushed unheard. Used by the ticking thread alone. */
    void tick() {
        long now = clock.getAsLong();
        OptionalLong sweep = contacts.sweep(now);
        if (sweep.isPresent()) {
            // A walk over many values takes a while, in which nothing is renewed.
            targets.renew(lease(now, true));
            targets.dropLoadedBefore(start + sweep.getAsLong());
            contacts.swept(sweep.getAsLong());
        }
        renew();
        isolation.look(lease(now, false), start + now);
    }

    void renew() {
        grant(targets::renew);
    }

    void grant(FlushTarget target) {
        grant(target::renew);
    }

    /** Returns at which age values are loaded anew now; empty while their age does not matter. */
    Optional<Duration> boundInForce(long now) {
        Lease lease = lease(now, false);
        boolean inForce = lease.beyond() == Lease.Beyond.RELOAD && !lease.isWhole(start + now);
        return inForce ? Optional.of(lease.bound()) : Optional.empty();
    }

    /** Who has made a lease before the close looks again, so that the last one is not overwritten. */
    private void grant(Consumer<Lease> targets) {
        targets.accept(lease(clock.getAsLong(), closed.getAsBoolean()));
        if (closed.getAsBoolean()) {
            targets.accept(lease(clock.getAsLong(), true));
        }
    }

    private Lease lease(long now, boolean last) {
        return new Lease(
                start + contacts.heard(now),
                config.stalenessBound(),
                switch (config.whenIsolated()) {
                    case SHORTEN -> Lease.Beyond.RELOAD;
                    case SERVE -> Lease.Beyond.SERVE;
                },
                last);
    }
}
