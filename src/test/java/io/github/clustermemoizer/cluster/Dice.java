package io.github.clustermemoizer.cluster;

import java.util.List;
import java.util.SplittableRandom;

/** All chance of a simulation comes from here, so that a seed replays it. */
final class Dice {
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000 * MILLI;

    private final SplittableRandom random;

    Dice(long seed) {
        // Neighbouring seeds would else begin alike.
        random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 1);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    double fraction() {
        return random.nextDouble();
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    long between(long least, long most) {
        return least == most ? least : random.nextLong(least, most);
    }

    double between(double least, double most) {
        return random.nextDouble(least, most);
    }

    long any() {
        return random.nextLong();
    }

    long exponential(long mean) {
        return (long) (-mean * Math.log(1 - random.nextDouble()));
    }

    long oneOf(long... choices) {
        return choices[random.nextInt(choices.length)];
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    double oneOf(double... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
