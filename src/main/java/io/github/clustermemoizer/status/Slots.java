package io.github.clustermemoizer.status;

import java.util.Arrays;
import java.util.OptionalDouble;

/** The slots of one time line as they come, in a ring. Not safe for use by several threads. */
final class Slots {
    private final double[] values = new double[TimeLines.SLOTS];
    private int next;

    Slots() {
        Arrays.fill(values, Double.NaN);
    }

    void add(OptionalDouble value) {
        values[next] = value.orElse(Double.NaN);
        next = (next + 1) % values.length;
    }

    Line line() {
        var ordered = new double[values.length];
        for (int i = 0; i < ordered.length; i++) {
            ordered[i] = values[(next + i) % values.length];
        }
        return new Line(ordered);
    }
}
