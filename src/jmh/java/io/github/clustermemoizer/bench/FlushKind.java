package io.github.clustermemoizer.bench;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.Memoizer;

/** How the ten values of one owner can be flushed. */
enum FlushKind {
    STATEMENT(Greebles.OF_ONE) {
        @Override
        Flush flush(int owner, int number) {
            return Flush.statement(Greebles.statement(owner, number));
        }
    },
    TAG(1) {
        @Override
        Flush flush(int owner, int number) {
            return Flush.tag(Greebles.tag(owner));
        }
    },
    PREFIX(1) {
        @Override
        Flush flush(int owner, int number) {
            return Flush.prefix(Greebles.prefix(owner));
        }
    },
    GLOB(1) {
        @Override
        Flush flush(int owner, int number) {
            return Flush.matching("*owner = " + owner + " and*");
        }
    },
    /** Last, since the first of them makes an index. */
    DIGEST(Greebles.OF_ONE) {
        @Override
        Flush flush(int owner, int number) {
            return STATEMENT.flush(owner, number).byDigest();
        }
    };

    /** How many flushes it takes. */
    final int flushes;

    FlushKind(int flushes) {
        this.flushes = flushes;
    }

    abstract Flush flush(int owner, int number);

    /** All that are needed for one owner. */
    final Flush[] flushes(int owner) {
        Flush[] all = new Flush[flushes];
        for (int i = 0; i < flushes; i++) {
            all[i] = flush(owner, i);
        }
        return all;
    }

    static void apply(Memoizer memoizer, Flush... flushes) {
        for (Flush flush : flushes) {
            var unused = memoizer.flush(flush);
        }
    }
}
