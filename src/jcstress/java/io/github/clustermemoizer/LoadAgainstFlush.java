package io.github.clustermemoizer;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A load stores, checks and confirms, while a flush comes by. The second result is what a reader gets after both. */
public final class LoadAgainstFlush {
    private LoadAgainstFlush() {}

    abstract static class Base extends Versioned {
        Base() {
            super(100);
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the new value")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the old value after the flush")
    public static class Statement extends Base {
        @Actor
        public void load() {
            read();
        }

        @Actor
        public void flush(II_Result r) {
            r.r1 = updateFlushRead(Flush.statement(STATEMENT));
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = read();
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the new value")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the old value after the flush")
    public static class Hash extends Base {
        @Actor
        public void load() {
            read();
        }

        @Actor
        public void flush(II_Result r) {
            r.r1 = updateFlushByHashRead();
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = read();
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the new value")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the old value after the flush")
    public static class Prefix extends Base {
        @Actor
        public void load() {
            read();
        }

        @Actor
        public void flush(II_Result r) {
            r.r1 = updateFlushRead(Flush.prefix("select"));
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = read();
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the new value")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the old value after the flush")
    public static class Tag extends Base {
        @Actor
        public void load() {
            read();
        }

        @Actor
        public void flush(II_Result r) {
            r.r1 = updateFlushRead(Flush.tag("tag"));
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = read();
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the new value")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the old value after the flush")
    public static class Everything extends Base {
        @Actor
        public void load() {
            read();
        }

        @Actor
        public void flush(II_Result r) {
            r.r1 = updateFlushRead(Flush.everything());
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = read();
        }
    }
}
