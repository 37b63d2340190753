package io.github.clustermemoizer.examples.greebles.story;

import java.util.List;
import java.util.Random;

/** The colours that greebles are painted in. */
final class Colours {
    private static final List<String> COLOURS = List.of("red", "green", "blue", "yellow", "purple", "orange", "white");

    private Colours() {}

    /** Returns a colour that the version before did not have. */
    static String ofVersion(int version) {
        return COLOURS.get((version - 1) % COLOURS.size());
    }

    static String any(Random random) {
        return COLOURS.get(random.nextInt(COLOURS.size()));
    }
}
