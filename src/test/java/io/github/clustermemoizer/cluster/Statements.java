package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.StatementKey;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is read and written. Statement {@code i} belongs to group {@code i % 4}, which its text begins with and its
 * tag names. Sets of statements are the bits of a long.
 */
final class Statements {
    static final int COUNT = 16;
    static final long ALL = (1L << COUNT) - 1;
    static final Statements SHORT = new Statements("");

    /** Two of these fill a request, so that what is owed to a peer leaves in several. */
    static final Statements LONG = new Statements("x".repeat(1_960));

    private static final int GROUPS = 4;

    private final List<StatementKey> keys;

    /** A flush and what it drops. */
    record Drop(Flush flush, long statements) {}

    private Statements(String filler) {
        keys = IntStream.range(0, COUNT)
                .mapToObj(i -> StatementKey.of(text(i, filler)).tagged("group-" + i % GROUPS))
                .toList();
    }

    StatementKey key(int statement) {
        return keys.get(statement);
    }

    /** Draws a statement: a few are read all the time, others hardly ever. */
    static int draw(Dice dice) {
        return (int) (COUNT * Math.pow(dice.fraction(), 4));
    }

    Flush flush(int statement) {
        return Flush.statement(key(statement).text());
    }

    /** Draws a flush that drops {@code statement}. */
    Drop drop(int statement, Dice dice) {
        int group = statement % GROUPS;
        long ofGroup = 0;
        for (int i = group; i < COUNT; i += GROUPS) {
            ofGroup |= 1L << i;
        }
        return switch (dice.below(40)) {
            case 0 -> new Drop(Flush.everything(), ALL);
            case 1, 2 -> new Drop(Flush.prefix("select g" + group + " "), ofGroup);
            case 3, 4 -> new Drop(Flush.tag("group-" + group), ofGroup);
            case 5 -> new Drop(Flush.matching("select g" + group + "*"), ofGroup);
            default -> new Drop(flush(statement), 1L << statement);
        };
    }

    /** The last one is so long that it travels as its digest. */
    private static String text(int i, String filler) {
        String text = "select g" + i % GROUPS + " where id = " + i + " or name = '" + filler
                + (i == COUNT - 1 ? "é".repeat(1_100) : "") + "' -- ";
        return i % 2 == 0 ? text + suffix(text.hashCode()) : text;
    }

    /**
     * Returns what makes the hash one from which the serving rule takes next to nothing off the bound, so that a
     * value is served as long as it may be at all.
     */
    private static String suffix(int hash) {
        for (int i = 0; ; i++) {
            String suffix = Integer.toString(i);
            int whole = hash;
            for (int j = 0; j < suffix.length(); j++) {
                whole = 31 * whole + suffix.charAt(j);
            }
            if ((whole * 0x9E3779B9) >>> 16 < 16) {
                return suffix;
            }
        }
    }
}
