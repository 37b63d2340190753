package io.github.clustermemoizer;

import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The clock alone. The first result tells whether the flush had returned, the second whether the clock knows of it. */
public final class ClockAgainstLoad {
    private static final String STATEMENT = "select 1";
    private static final Set<String> TAGS = Set.of("tag");

    private ClockAgainstLoad() {}

    abstract static class Base {
        private final FlushClock clock = new FlushClock(System::nanoTime);
        private final long before = clock.asOf();
        private final long[] marks = Digest.marks(STATEMENT, TAGS);
        private volatile boolean returned;

        void flushAndReturn(Flush flush) {
            clock.flush(flush);
            returned = true;
        }

        void lookFromBefore(ZZ_Result r) {
            r.r1 = returned;
            r.r2 = clock.flushedSince(STATEMENT, TAGS, marks, before);
        }

        void lookFromNow(ZZ_Result r) {
            r.r1 = returned;
            r.r2 = clock.flushedSince(STATEMENT, TAGS, marks, clock.asOf());
        }

        void seedAndLook(ZZ_Result r) {
            r.r1 = returned;
            r.r2 = clock.flushForSeed(STATEMENT, TAGS, marks, before) == 0;
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "a flush that has returned is not seen")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "seen in its place")
    public static class StatementBefore extends Base {
        @Actor
        public void flush() {
            flushAndReturn(Flush.statement(STATEMENT));
        }

        @Actor
        public void look(ZZ_Result r) {
            lookFromBefore(r);
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "a flush that had returned drops a later load")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "seen in its place")
    public static class StatementAfter extends Base {
        @Actor
        public void flush() {
            flushAndReturn(Flush.statement(STATEMENT));
        }

        @Actor
        public void look(ZZ_Result r) {
            lookFromNow(r);
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "a flush that has returned is hidden from a seed")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "seen in its place")
    public static class StatementSeed extends Base {
        @Actor
        public void flush() {
            flushAndReturn(Flush.statement(STATEMENT));
        }

        @Actor
        public void look(ZZ_Result r) {
            seedAndLook(r);
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "a flush that has returned is not seen")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "seen in its place")
    public static class DigestBefore extends Base {
        @Actor
        public void flush() {
            flushAndReturn(Flush.statement(STATEMENT).byDigest());
        }

        @Actor
        public void look(ZZ_Result r) {
            lookFromBefore(r);
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "a flush that had returned drops a later load")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "seen in its place")
    public static class DigestAfter extends Base {
        @Actor
        public void flush() {
            flushAndReturn(Flush.statement(STATEMENT).byDigest());
        }

        @Actor
        public void look(ZZ_Result r) {
            lookFromNow(r);
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "a flush that has returned is hidden from a seed")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "seen in its place")
    public static class DigestSeed extends Base {
        @Actor
        public void flush() {
            flushAndReturn(Flush.statement(STATEMENT).byDigest());
        }

        @Actor
        public void look(ZZ_Result r) {
            seedAndLook(r);
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "a flush that has returned is not seen")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "seen in its place")
    public static class TagBefore extends Base {
        @Actor
        public void flush() {
            flushAndReturn(Flush.tag("tag"));
        }

        @Actor
        public void look(ZZ_Result r) {
            lookFromBefore(r);
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "a flush that had returned drops a later load")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "seen in its place")
    public static class TagAfter extends Base {
        @Actor
        public void flush() {
            flushAndReturn(Flush.tag("tag"));
        }

        @Actor
        public void look(ZZ_Result r) {
            lookFromNow(r);
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "a flush that has returned is hidden from a seed")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "seen in its place")
    public static class TagSeed extends Base {
        @Actor
        public void flush() {
            flushAndReturn(Flush.tag("tag"));
        }

        @Actor
        public void look(ZZ_Result r) {
            seedAndLook(r);
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "a flush that has returned is not seen")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "seen in its place")
    public static class EverythingBefore extends Base {
        @Actor
        public void flush() {
            flushAndReturn(Flush.everything());
        }

        @Actor
        public void look(ZZ_Result r) {
            lookFromBefore(r);
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "a flush that had returned drops a later load")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "seen in its place")
    public static class EverythingAfter extends Base {
        @Actor
        public void flush() {
            flushAndReturn(Flush.everything());
        }

        @Actor
        public void look(ZZ_Result r) {
            lookFromNow(r);
        }
    }
}
