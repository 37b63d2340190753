package io.github.clustermemoizer.bench;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Whom a reader asks for: a power of two of statements, drawn beforehand. */
final class Statements {
    private static final int DRAWN = 1 << 16;

    private final String[] drawn = new String[DRAWN];
    private final byte[][] bytes = new byte[DRAWN][];
    private final boolean fresh;

    /**
     * @param skew 1 asks for all alike, 3 for a few often and for most rarely
     * @param fresh whether each call builds its text anew, so that its hash is not known; or else they are equal to the
     *     keys in memory and other objects, whose hash is known, as of a statement that is a constant
     */
    Statements(String[] all, double skew, boolean fresh) {
        this.fresh = fresh;
        var random = new SplittableRandom(1);
        for (int i = 0; i < DRAWN; i++) {
            int id = (int) (all.length * Math.pow(random.nextDouble(), skew));
            bytes[i] = all[id].getBytes(StandardCharsets.ISO_8859_1);
            drawn[i] = new String(bytes[i], StandardCharsets.ISO_8859_1);
            drawn[i].hashCode();
        }
    }

    String at(int i) {
        int place = i & (DRAWN - 1);
        return fresh ? new String(bytes[place], StandardCharsets.ISO_8859_1) : drawn[place];
    }

    static String[] all(int count) {
        String[] all = new String[count];
        for (int i = 0; i < count; i++) {
            all[i] = "select * from greebles where owner = 'somebody' and colour = 'green' and id = " + i;
        }
        return all;
    }
}
