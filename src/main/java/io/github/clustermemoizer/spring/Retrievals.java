package io.github.clustermemoizer.spring;

import io.github.clustermemoizer.Lookup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The asynchronous loads of one cache that are under way, at most one per statement that a new caller may join. */
final class Retrievals {
    private record Retrieval(Lookup lookup, CompletableFuture<@Nullable Object> result) {
        boolean mayBeJoined() {
            return !result.isDone() && lookup.isCurrent();
        }
    }

    private final ConcurrentMap<String, Retrieval> underWay = new ConcurrentHashMap<>();

    /** Loads, or joins who loads the same and began after its last flush. Blocks only as long as the loader takes to begin. */
    CompletableFuture<@Nullable Object> load(
            String statement, Lookup lookup, Supplier<? extends CompletableFuture<?>> loader) {
        var mine = new Retrieval(lookup, new CompletableFuture<>());
        if (lookup.isShareable()) {
            Retrieval joined =
                    underWay.compute(statement, (text, there) -> there != null && there.mayBeJoined() ? there : mine);
            if (joined.result != mine.result) {
                return joined.result.copy();
            }
        }
        var unused = begin(loader).whenComplete((value, failure) -> {
            if (failure == null) {
                lookup.keep(value);
            }
            // After it is kept: who comes later then finds it.
            underWay.remove(statement, mine);
            if (failure == null) {
                mine.result.complete(value);
            } else {
                mine.result.completeExceptionally(failure);
            }
        });
        return mine.result.copy(); // so that nobody can cancel it for the others
    }

    private static CompletableFuture<?> begin(Supplier<? extends CompletableFuture<?>> loader) {
        try {
            return loader.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
