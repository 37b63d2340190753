package io.github.clustermemoizer.bench;

import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.StatementKey;

/** What a memoizer holds where flushes are measured: ten values of each owner, with the owner as their tag. */
final class Greebles {
    static final int OF_ONE = 10;

    static final String ROW = "43, green";

    private Greebles() {}

    static String prefix(int owner) {
        return "select * from greebles where owner = " + owner + " and";
    }

    static String statement(int owner, int number) {
        return prefix(owner) + " number = " + number;
    }

    static String tag(int owner) {
        return "owner-" + owner;
    }

    static void keep(Memoizer memoizer, int owner) {
        for (int i = 0; i < OF_ONE; i++) {
            StatementKey key = StatementKey.of(statement(owner, i)).tagged(tag(owner));
            var unused = memoizer.memoize(key, () -> ROW);
        }
    }
}
