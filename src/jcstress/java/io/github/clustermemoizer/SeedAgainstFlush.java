package io.github.clustermemoizer;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A seed that stands for a state before a flush, or before another seed. The first result is what the flusher
 * finds after its flush, the second what is there in the end.
 */
public final class SeedAgainstFlush {
    private SeedAgainstFlush() {}

    abstract static class Base extends Versioned {
        private final long asOf = cache.asOf();

        Base() {
            super(100);
        }

        void seed(String value) {
            cache.flushes.seed(STATEMENT, TAGS, value, asOf);
        }

        boolean isCached() {
            return cache.isCached(STATEMENT, LocalCache.ANY);
        }

        boolean isCachedAfter(Flush flush) {
            cache.flushes.flush(flush, true);
            return isCached();
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "gone")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the older seed after the flush")
    public static class Statement extends Base {
        @Actor
        public void seed() {
            seed("old");
        }

        @Actor
        public void flush(ZZ_Result r) {
            r.r1 = isCachedAfter(Flush.statement(STATEMENT));
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r2 = isCached();
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "gone")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the older seed after the flush")
    public static class Prefix extends Base {
        @Actor
        public void seed() {
            seed("old");
        }

        @Actor
        public void flush(ZZ_Result r) {
            r.r1 = isCachedAfter(Flush.prefix("select"));
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r2 = isCached();
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "gone")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the older seed after the flush")
    public static class Tag extends Base {
        @Actor
        public void seed() {
            seed("old");
        }

        @Actor
        public void flush(ZZ_Result r) {
            r.r1 = isCachedAfter(Flush.tag("tag"));
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r2 = isCached();
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "gone")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the older seed after the flush")
    public static class Everything extends Base {
        @Actor
        public void seed() {
            seed("old");
        }

        @Actor
        public void flush(ZZ_Result r) {
            r.r1 = isCachedAfter(Flush.everything());
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r2 = isCached();
        }
    }

    /** Either may be the older one, so neither may stay. */
    @JCStressTest
    @State
    @Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "neither stays")
    @Outcome(expect = Expect.FORBIDDEN, desc = "one of two seeds that cross stays")
    public static class Seed extends Base {
        @Actor
        public void one() {
            seed("one");
        }

        @Actor
        public void other() {
            seed("other");
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r2 = isCached();
        }
    }
}
