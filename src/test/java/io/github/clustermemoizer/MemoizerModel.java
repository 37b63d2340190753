package io.github.clustermemoizer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** What a memoizer should hold: a plain map, by a time that stands still unless it is told to go on. */
final class MemoizerModel {
    /** A flush, and in other words than its own what it drops. */
    record Drop(Flush flush, BiPredicate<String, Set<String>> drops) {}

    record Held(int value, Set<String> tags, Duration time) {}

    /** A load under way, or a seed that waits for the commit. */
    static final class Pending {
        final String statement;
        final Set<String> tags;
        final Duration began;
        final int value;
        boolean flushed;

        Pending(String statement, Set<String> tags, Duration began, int value) {
            this.statement = statement;
            this.tags = tags;
            this.began = began;
            this.value = value;
        }
    }

    final Map<String, Held> held = new HashMap<>();
    final List<Pending> pending = new ArrayList<>();
    final Map<Flush, Drop> inScope = new LinkedHashMap<>();
    final Map<String, Pending> seedsInScope = new HashMap<>();
    final Map<String, Pending> loadsInScope = new HashMap<>();
    final List<Flush> sent = new ArrayList<>();
    boolean scope;
    Duration now = Duration.ZERO;

    /** Returns what a reader gets whose load would bear {@code tags}, or null if the reader has to load. */
    Integer find(String statement, Set<String> tags, Duration maxAge) {
        if (seedsInScope.containsKey(statement)) {
            return seedsInScope.get(statement).value;
        }
        Held there = held.get(statement);
        boolean good = there != null
                && now.minus(there.time).compareTo(maxAge) <= 0
                && inScope.values().stream()
                        .noneMatch(d -> d.drops.test(statement, tags) || d.drops.test(statement, there.tags));
        return good ? there.value : null;
    }

    boolean isCached(String statement, Duration maxAge) {
        Held there = held.get(statement);
        return find(statement, there == null ? Set.of() : there.tags, maxAge) != null;
    }

    Pending begin(String statement, Set<String> tags, int value) {
        var begun = new Pending(statement, tags, now, value);
        pending.add(begun);
        return begun;
    }

    void endLoad(Pending load) {
        if (scope) {
            loadsInScope.put(load.statement, load);
            return;
        }
        pending.remove(load);
        if (!load.flushed) {
            held.put(load.statement, new Held(load.value, load.tags, load.began));
        }
    }

    void endSeed(Pending seed) {
        if (scope) {
            inScope.put(Flush.statement(seed.statement), one(seed.statement));
            seedsInScope.put(seed.statement, seed);
            return;
        }
        sent.add(Flush.statement(seed.statement));
        keep(seed);
    }

    private void keep(Pending seed) {
        pending.remove(seed);
        drop(one(seed.statement));
        if (!seed.flushed) {
            held.put(seed.statement, new Held(seed.value, seed.tags, now));
        }
    }

    void flush(Drop drop) {
        if (scope) {
            inScope.put(drop.flush, drop);
            seedsInScope.values().removeIf(seed -> drop.drops.test(seed.statement, seed.tags));
        } else {
            sent.add(drop.flush);
            drop(drop);
        }
    }

    int drop(Drop drop) {
        pending.forEach(p -> p.flushed |= drop.drops.test(p.statement, p.tags));
        int before = held.size();
        held.entrySet().removeIf(e -> drop.drops.test(e.getKey(), e.getValue().tags));
        return before - held.size();
    }

    void endScope(boolean commit) {
        scope = false;
        if (commit) {
            sent.addAll(inScope.keySet());
            pending.removeAll(seedsInScope.values()); // its own flushes do not count against its own seeds
            seedsInScope.keySet().forEach(statement -> inScope.remove(Flush.statement(statement)));
            inScope.values().forEach(this::drop);
            seedsInScope.values().forEach(this::keep);
            loadsInScope.values().forEach(this::endLoad);
        }
        inScope.clear();
        seedsInScope.clear();
        loadsInScope.clear();
        pending.clear();
    }

    static Drop one(String statement) {
        return new Drop(Flush.statement(statement), (other, tags) -> other.equals(statement));
    }
}
