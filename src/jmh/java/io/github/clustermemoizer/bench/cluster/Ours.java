package io.github.clustermemoizer.bench.cluster;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushTarget;
import io.github.clustermemoizer.Lease;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.PeerOutcome;
import io.github.clustermemoizer.StatementKey;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.ClusterConfig;
import io.github.clustermemoizer.cluster.FlushServlet;
import java.time.Duration;
import java.util.function.Consumer;

/** This library, with default settings but for what is asked. */
final class Ours implements Side {
    private static final Duration LONG = Duration.ofSeconds(PATIENCE);

    private final Place place;
    private final Memoizer memoizer;
    private final boolean tags;

    /** @param tags whether values are flushed by a tag as long as the statement, which always travels as text */
    Ours(Place place, Applied applied, boolean tags, Consumer<ClusterConfig.Builder> settings) throws Exception {
        this.place = place;
        this.tags = tags;
        ClusterConfig.Builder builder = ClusterConfig.builder()
                .peers(place.all().stream().map(node -> "http://" + node).toArray(String[]::new))
                .allowedRequesters("127.0.0.*");
        settings.accept(builder);
        var broadcaster = new ClusterBroadcaster(builder.build());
        memoizer = Memoizer.builder()
                .maximumSize(LocalCopy.ROOM)
                .broadcaster(broadcaster)
                .build();
        broadcaster.attach(new Counting(applied)); // behind the memoizer: told when the value is gone
        var unused = new Container(place, context -> FlushServlet.mount(context, broadcaster));
    }

    /**
     * "Everything" does not count, so that what an overload has widened would show as lost; nor does what the library
     * flushes to see whether it arrives.
     */
    private record Counting(Applied applied) implements FlushTarget {
        @Override
        public int flushLocal(Flush flush) {
            if (flush.kind() != Flush.Kind.EVERYTHING && !flush.text().startsWith("-- a canary")) {
                applied.one();
            }
            return 0;
        }

        @Override
        public int flushLocalByHash(int[] hashes) {
            applied.many(hashes.length);
            return 0;
        }

        @Override
        public int dropLoadedBefore(long time) {
            return 0;
        }

        @Override
        public void renew(Lease lease) {}
    }

    @Override
    public void awaitPeers() {
        long end = System.nanoTime() + LONG.toNanos();
        while (true) {
            Delivery delivery = memoizer.flush("are you there?");
            boolean settled = delivery.await(Duration.ofSeconds(1));
            if (settled && delivery.outcomes().size() == place.peers()) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("peers are missing: " + delivery.outcomes());
            }
        }
    }

    @Override
    public void keep(String statement) {
        StatementKey key = StatementKey.of(statement);
        var unused = memoizer.memoize(tags ? key.tagged(statement) : key, () -> "value");
    }

    @Override
    public void flush(String statement) {
        var unused = memoizer.flush(named(statement));
    }

    private Flush named(String statement) {
        return tags ? Flush.tag(statement) : Flush.statement(statement);
    }

    @Override
    public boolean knows() {
        return true;
    }

    @Override
    public void flushAndKnow(String statement) {
        Delivery delivery = memoizer.flush(named(statement));
        if (!delivery.await(LONG)
                || !delivery.outcomes().values().stream().allMatch(PeerOutcome.ACKNOWLEDGED::equals)) {
            throw new IllegalStateException("not told: " + delivery.outcomes());
        }
    }
}
