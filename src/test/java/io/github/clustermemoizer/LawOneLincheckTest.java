package io.github.clustermemoizer;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * Lets Lincheck look for an interleaving in which law 1 does not hold: each operation says whether it held for
 * its caller, and all must say so always.
 */
class LawOneLincheckTest {
    private static final Set<String> ATOMIC = Set.of(
            FlushClock.class.getName(),
            Digest.class.getName(),
            Journal.class.getName(),
            HitCounter.class.getName(),
            ThreadStack.class.getName(),
            AtomicInteger.class.getName(),
            LongAdder.class.getName());

    @Test
    void memoize_whileAnotherFlushesAndReads_keepsLawOne() throws Exception {
        options(4_000)
                .addCustomScenario(scenario(memoize(), flush(0), memoize()))
                .check(Server.class);
    }

    @Test
    void memoizeAndSeed_whileAnotherFlushesInAnyWayAndReads_keepLawOne() throws Exception {
        ModelCheckingOptions options = options(100);
        for (int kind = 0; kind < Server.FLUSHES.size(); kind++) {
            options.addCustomScenario(scenario(memoize(), flush(kind), memoize()));
            options.addCustomScenario(scenario(seedWith(), flush(kind), memoize()));
        }
        options.check(Server.class);
    }

    private static ModelCheckingOptions options(int invocations) {
        return new ModelCheckingOptions()
                .iterations(0)
                .invocationsPerIteration(invocations)
                .minimizeFailedScenario(false)
                .addGuarantee(
                        forClasses(LawOneLincheckTest::isAtomic).allMethods().treatAsAtomic())
                .addGuarantee(forClasses(LoadsUnderWay.class.getName())
                        .methods("enter", "leave", "forget")
                        .treatAsAtomic())
                .sequentialSpecification(AlwaysTrue.class);
    }

    private static Actor memoize() throws NoSuchMethodException {
        return new Actor(Server.class.getMethod("memoize"), List.of());
    }

    private static Actor seedWith() throws NoSuchMethodException {
        return new Actor(Server.class.getMethod("seedWith"), List.of());
    }

    private static Actor flush(int kind) throws NoSuchMethodException {
        return new Actor(Server.class.getMethod("updateAndFlush", int.class), List.of(kind));
    }

    private static ExecutionScenario scenario(Actor one, Actor... other) {
        return new ExecutionScenario(List.of(), List.of(List.of(one), List.of(other)), List.of(), null);
    }

    /** One step each, or the steps are too many to be walked through; their inner races are the matter of jcstress. */
    private static boolean isAtomic(String type) {
        return type.startsWith("com.github.benmanes")
                || type.startsWith("java.util.concurrent.ConcurrentHashMap")
                || ATOMIC.contains(type);
    }

    /** One statement, and a database whose row is its version. */
    public static class Server {
        private static final String STATEMENT = "select 1";
        private static final Set<String> TAGS = Set.of("tag");
        private static final List<Flush> FLUSHES = List.of(
                Flush.statement(STATEMENT),
                Flush.prefix("select"),
                Flush.tag("tag"),
                Flush.everything(),
                Flush.statement(STATEMENT).byDigest());

        private final LocalCache cache = new LocalCache(
                new OnePlace(),
                new FlushClock(() -> 0), // the hardest ticker
                new ServingRule(new FlushClock(() -> 0), false),
                new LocalCache.Loading(Duration.ZERO, Duration.ofMinutes(5), Duration.ZERO, Runnable::run));
        private final AtomicInteger database = new AtomicInteger();
        private final AtomicInteger flushed = new AtomicInteger(); // the newest version whose flush has returned
        private final AtomicInteger loaded = new AtomicInteger(); // the newest version that a load has seen

        @Operation
        public boolean memoize() {
            int least = flushed.get();
            Object version = cache.memoize(STATEMENT, TAGS, LocalCache.ANY, () -> {
                int seen = database.get();
                loaded.accumulateAndGet(seen, Math::max);
                return seen;
            });
            return (Integer) version >= least;
        }

        @Operation
        public boolean isCached() {
            int least = flushed.get();
            return !cache.isCached(STATEMENT, LocalCache.ANY) || loaded.get() >= least;
        }

        @Operation
        public boolean seedWith() {
            long asOf = cache.asOf();
            int version = database.incrementAndGet();
            loaded.accumulateAndGet(version, Math::max);
            cache.flushes.seed(STATEMENT, TAGS, version, asOf);
            flushed.accumulateAndGet(version, Math::max);
            return true;
        }

        @Operation
        public boolean updateAndFlush(@Param(gen = IntGen.class, conf = "0:4") int kind) {
            Flush flush = FLUSHES.get(kind);
            int version = database.incrementAndGet();
            cache.flushes.flush(flush, true);
            flushed.accumulateAndGet(version, Math::max);
            return true;
        }
    }

    /** Every operation of the server answers true, whatever came before. */
    public static class AlwaysTrue {
        public boolean memoize() {
            return true;
        }

        public boolean isCached() {
            return true;
        }

        public boolean seedWith() {
            return true;
        }

        public boolean updateAndFlush(int kind) {
            return true;
        }
    }

    /** One place. Caffeine and the index of tags have tests of their own, and too many steps to be walked through here. */
    private static final class OnePlace extends EntryStore {
        private final AtomicReference<Entry> place = new AtomicReference<>();

        OnePlace() {
            super(new Bounds(0, null, null, null), () -> 0);
        }

        @Override
        Entry get(String statement) {
            return place.get();
        }

        @Override
        void put(String statement, Entry entry) {
            place.set(entry);
        }

        @Override
        boolean remove(String statement, Entry entry) {
            entry.leave();
            return place.compareAndSet(entry, null);
        }

        @Override
        int remove(Flush flush) {
            Entry entry = place.get();
            return entry != null && remove(Server.STATEMENT, entry) ? 1 : 0;
        }
    }
}
