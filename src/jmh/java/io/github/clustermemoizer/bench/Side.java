package io.github.clustermemoizer.bench;

import java.util.function.Consumer;
import org.openjdk.jmh.infra.Blackhole;

/** A cache, as its users call it. */
record Side(Reads reads, Consumer<String> seed, Runnable close) {
    /** What every statement returns. */
    static final String ROW = "43, green";

    /** A loop of its own for each side: one loop that is handed a function favours whichever it met first. */
    interface Reads {
        void read(Statements statements, int from, int calls, Blackhole hole);
    }

    Side(Reads reads, Consumer<String> seed) {
        this(reads, seed, () -> {});
    }
}
