package io.github.clustermemoizer;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** This server's values and the way to the peers: what is dropped here is dropped there, at once or at the commit of a scope. */
final class CoherentCache implements FlushScope.Publisher {
    private final LocalCache local;
    private final Broadcaster broadcaster;

    CoherentCache(LocalCache local, Broadcaster broadcaster) {
        this.local = local;
        this.broadcaster = broadcaster;
        broadcaster.attach(local.flushes);
    }

    /** Returns a scope that is not open yet. */
    FlushScope scope() {
        return new FlushScope(local.scopes, this);
    }

    Delivery flush(Flush flush) {
        FlushScope scope = local.scopes.current();
        if (scope != null) {
            return scope.hold(flush);
        }
        int dropped = local.flushes.flush(flush, false);
        return broadcaster.broadcast(List.of(flush), dropped);
    }

    /** @param asOf a foreign flush after this keeps the value from being stored */
    Delivery seed(String statement, Set<String> tags, @Nullable Object value, long asOf) {
        FlushScope scope = local.scopes.current();
        if (scope != null) {
            return scope.hold(new FlushScope.Seed(statement, tags, value, asOf));
        }
        int dropped = local.flushes.seed(statement, tags, value, asOf);
        return broadcaster.broadcast(List.of(Flush.statement(statement)), dropped);
    }

    <V extends @Nullable Object, E extends Exception> V seedWith(
            String statement, Set<String> tags, Loader<? extends V, E> write) throws E {
        long asOf = local.asOf();
        V value = write.load();
        seed(statement, tags, value, asOf);
        return value;
    }

    @Override
    public Delivery publish(List<Flush> flushes, List<FlushScope.Seed> seeds, Map<String, Entry> loaded) {
        // A seed flushes its own statement, in one step with its storing.
        var seeded = new HashSet<Flush>();
        seeds.forEach(seed -> seeded.add(Flush.statement(seed.statement())));
        int dropped = local.flushes.publish(
                flushes.stream().filter(flush -> !seeded.contains(flush)).toList(), seeds, loaded);
        return broadcaster.broadcast(flushes, dropped);
    }

    @Override
    public void discard(Set<String> loaded) {
        loaded.forEach(local::discarded);
    }

    void close() {
        broadcaster.detach(local.flushes);
        local.close();
    }
}
