package io.github.clustermemoizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
 * uncommitted state, is seen by others. For everybody else it takes effect with {@link #commit},
 * all of it as one batch; and what was loaded inside, up to 1,000 values, is then kept like any load, unless it was flushed
 * since, by whomever. Closing without commit publishes and keeps nothing; after a roll-back to a savepoint call {@link
 * #rolledBackToSavepoint}.
 *
 * <p>A scope belongs to the thread that opened it. Scopes nest like transactions that are suspended for
 * another: only the innermost counts, and each is committed for itself.
 */
public final class FlushScope implements AutoCloseable {
    /** Enough for any transaction that a user waits for; a batch must not pile up all that it reads. */
    static final int MOST_LOADED = 1_000;

    /** Publishes what was held back. */
    interface Publisher {
        /** Flushes, then stores; {@code loaded}, by statement, is kept unless flushed since its load began, and never sent. */
        Delivery publish(List<Flush> flushes, List<Seed> seeds, Map<String, Entry> loaded);

        void discard(Set<String> loaded);
    }

    /** A value to store at commit, unless a foreign flush comes after {@code asOf}. */
    record Seed(
            String statement, Set<String> tags, @Nullable Object value, long asOf) {}

    private final ThreadStack<FlushScope> open;
    private final Publisher publisher;
    private final Thread owner = Thread.currentThread();
    private final Set<Flush> flushes = new LinkedHashSet<>();
    private final Map<String, Seed> seeds = new LinkedHashMap<>();
    private final Map<String, Entry> loaded = new HashMap<>();
    private final HeldDelivery delivery = new HeldDelivery();
    private boolean ended;

    FlushScope(ThreadStack<FlushScope> open, Publisher publisher) {
        this.open = open;
        this.publisher = publisher;
    }

    FlushScope open() {
        open.push(this);
        return this;
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
        publish(true);
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
            discard();
        }
    }

    /** @param stores false where nobody knows whether the transaction is committed: then it only flushes */
    void publish(boolean stores) {
        ended = true;
        List<Flush> all = new ArrayList<>(flushes);
        if (stores) {
            delivery.become(publisher.publish(all, new ArrayList<>(seeds.values()), loaded));
        } else {
            publisher.discard(loaded.keySet());
            delivery.become(publisher.publish(all, List.of(), Map.of()));
        }
    }

    void discard() {
        ended = true;
        publisher.discard(loaded.keySet());
        delivery.become(Broadcaster.none().broadcast(List.of()));
    }

    /**
     * Forgets all values that were to be stored at commit, since some of them may come from a state that was rolled back:
     * to be called after {@code connection.rollback(savepoint)}. What was to be flushed stays.
     *
     * @throws IllegalStateException if the scope has ended, or on another thread than the one that opened it
     */
    public void rolledBackToSavepoint() {
        if (owner != Thread.currentThread() || ended) {
            throw new IllegalStateException("flush scope must be open, and on the thread that opened it");
        }
        forgetValues();
    }

    void forgetValues() {
        publisher.discard(loaded.keySet());
        loaded.clear();
        seeds.clear();
    }

    /**
     * Keeps what was loaded inside for the commit, which makes it the state that everybody reads. Needs no look at the flushes
     * of this scope: they get their time at commit, and so are not older than any load of it.
     *
     * @return false if it has ended, or there is no more room
     */
    boolean hold(String statement, Entry entry) {
        boolean room = !ended && (loaded.size() < MOST_LOADED || loaded.containsKey(statement));
        if (room) {
            loaded.put(statement, entry);
        }
        return room;
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
