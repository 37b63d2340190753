package io.github.clustermemoizer.bench;

import java.util.function.Consumer;
import org.openjdk.jmh.infra.Blackhole;

/** A cache, as its users call it. */
record Side(Reads reads, Consumer<String> seed, Runnable close) {
    private static final String ROW = "43, green";

    /** Returns what a statement returns: an object of its own each time, as from a database. */
    @SuppressWarnings("StringOperationCanBeSimplified")
    static String row() {
        return new String(ROW);
    }

    /** A loop of its own for each side: one loop that is handed a function favours whichever it met first. */
    interface Reads {
        void read(Statements statements, int from, int calls, Blackhole hole);
    }

    Side(Reads reads, Consumer<String> seed) {
        this(reads, seed, () -> {});
    }
}
