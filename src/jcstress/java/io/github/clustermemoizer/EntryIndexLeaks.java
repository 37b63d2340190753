package io.github.clustermemoizer;

import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** Entries come and go on two threads. The result is how many places are taken in the end. */
public final class EntryIndexLeaks {
    private EntryIndexLeaks() {}

    @JCStressTest
    @State
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "nothing")
    @Outcome(expect = Expect.FORBIDDEN, desc = "an entry left behind")
    public static class Index {
        private final EntryIndex<String> index = new EntryIndex<>();

        private void comeAndGo(String statement) {
            Entry entry = Entry.of("value", Set.of(), 1);
            index.add("key", statement, entry);
            index.remove("key", entry);
        }

        @Actor
        public void one() {
            comeAndGo("one");
        }

        @Actor
        public void other() {
            comeAndGo("other");
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = index.size();
        }
    }

    /** The first flush by digest makes the index while an entry comes and while one goes. */
    @JCStressTest
    @State
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "no more than the cache")
    @Outcome(expect = Expect.FORBIDDEN, desc = "an entry in one that is not in the other")
    public static class FirstDigest extends Versioned {
        private final Entry going = Entry.of("value", Set.of(), 1);

        public FirstDigest() {
            super(100);
            store.put("select 2", going);
        }

        @Actor
        public void come() {
            store.put(STATEMENT, Entry.of("value", Set.of(), 1));
        }

        @Actor
        public void go() {
            store.remove("select 2", going);
        }

        @Actor
        public void flush() {
            store.remove(Flush.statement("select 3").byDigest());
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = store.marked() - store.size();
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "no more than the cache")
    @Outcome(expect = Expect.FORBIDDEN, desc = "an entry in one that is not in the other")
    public static class LoadAndFlush extends Versioned {
        public LoadAndFlush() {
            super(100);
        }

        @Actor
        public void load() {
            read();
        }

        @Actor
        public void flush() {
            updateFlushRead(Flush.statement(STATEMENT));
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = store.indexed() - store.size();
        }
    }

    @JCStressTest
    @State
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "nothing")
    @Outcome(expect = Expect.FORBIDDEN, desc = "an evicted entry left behind")
    public static class LoadAndEvict extends Versioned {
        public LoadAndEvict() {
            super(0);
        }

        @Actor
        public void load() {
            read();
        }

        @Actor
        public void evict() {
            updateFlushRead(Flush.tag("tag"));
            store.size();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = store.size() + store.indexed();
        }
    }
}
