package io.github.clustermemoizer;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** An entry is on its way out, and in the table still, while a flush by tag comes by. The result is what a reader then gets. */
public final class LeavingAgainstFlush {
    private LeavingAgainstFlush() {}

    @JCStressTest
    @State
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the new value")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the old value after the flush")
    public static class Removal extends Versioned {
        public Removal() {
            super(100);
            read();
        }

        @Actor
        public void remove() {
            cache.flushes.flush(Flush.statement(STATEMENT), false);
        }

        @Actor
        public void flush(I_Result r) {
            r.r1 = updateFlushRead(Flush.tag("tag"));
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the new value")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the old value after the flush")
    public static class Eviction extends Versioned {
        public Eviction() {
            super(0); // what is stored is evicted by the next to tidy up
        }

        @Actor
        public void loadAndEvict() {
            read();
            store.size();
        }

        @Actor
        public void flush(I_Result r) {
            r.r1 = updateFlushRead(Flush.tag("tag"));
        }
    }
}
