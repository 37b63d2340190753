package io.github.clustermemoizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds flushes back until the transaction that they belong to is committed.
 *
 * <pre>{@code
 * try (FlushScope scope = memoizer.flushScope()) {
 *     dao.update(greeble);
 *     memoizer.flush("select * from greebles where id = 43");
 *     transaction.commit();
 *     scope.commit();
 * }
 * }</pre>
 *
 * <p>Inside, on this thread, a flush takes effect at once: what it names is read past the cache, as is
 * what a {@code seed} inside has given, and nothing that the thread loads inside, which may come from its
 * uncommitted state, is kept or seen by others. For everybody else it takes effect with {@link #commit},
 * all of it as one batch. Closing without commit publishes nothing.
 *
 * <p>A scope belongs to the thread that opened it. Scopes nest like transactions that are suspended for
 * another: only the innermost counts, and each is committed for itself.
 */
public final class FlushScope implements AutoCloseable {
    /** Publishes what was held back. */
    @FunctionalInterface
    interface Publisher {
        Delivery publish(List<Flush> flushes, List<Seed> seeds);
    }

    /** A value to store at commit, unless a foreign flush comes after {@code asOf}. */
    record Seed(
            String statement, Set<String> tags, @Nullable Object value, long asOf) {}

    private final ThreadStack<FlushScope> open;
    private final Publisher publisher;
    private final Thread owner = Thread.currentThread();
    private final Set<Flush> flushes = new LinkedHashSet<>();
    private final Map<String, Seed> seeds = new HashMap<>();
    private final HeldDelivery delivery = new HeldDelivery();
    private boolean ended;

    FlushScope(ThreadStack<FlushScope> open, Publisher publisher) {
        this.open = open;
        this.publisher = publisher;
        open.push(this);
    }

    /**
     * Publishes the flushes and seeds of this scope, here and to the peers, and ends it. Call it when the
     * transaction is committed. What is in memory here is gone on return; the peers are told in the
     * background.
     *
     * @return what becomes of the message to the peers; the same as the flushes inside have returned
     * @throws IllegalStateException if the scope has ended, on another thread than the one that opened
     *     it, or if a scope that was opened later is still open
     */
    public Delivery commit() {
        if (owner != Thread.currentThread() || ended) {
            throw new IllegalStateException("flush scope must be committed once, by the thread that opened it");
        }
        open.pop(this);
        ended = true;
        delivery.become(publisher.publish(new ArrayList<>(flushes), new ArrayList<>(seeds.values())));
        return delivery;
    }

    /**
     * Ends this scope. Without {@link #commit} before, nothing of it is published, and what its flushes
     * have returned is settled with nobody to tell. After {@code commit} it does nothing.
     *
     * @throws IllegalStateException as for {@link #commit}, unless the scope has ended
     */
    @Override
    public void close() {
        if (!ended) {
            open.pop(this);
            ended = true;
            delivery.become(Broadcaster.none().broadcast(List.of()));
        }
    }

    Delivery hold(Flush flush) {
        flushes.add(flush);
        seeds.values().removeIf(seed -> flush.drops(seed.statement, seed.tags));
        return delivery;
    }

    Delivery hold(Seed seed) {
        flushes.add(Flush.statement(seed.statement));
        seeds.put(seed.statement, seed);
        return delivery;
    }

    @Nullable
    Seed seeded(String statement) {
        return seeds.get(statement);
    }

    boolean drops(String statement, Set<String> tags) {
        for (Flush flush : flushes) {
            if (flush.drops(statement, tags)) {
                return true;
            }
        }
        return false;
    }
}
