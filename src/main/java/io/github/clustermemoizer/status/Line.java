package io.github.clustermemoizer.status;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was measured from slot to slot, the oldest first; where nothing could be, there is none. Immutable. */
final class Line {
    private final double[] values; // NaN for none

    Line(double[] values) {
        this.values = values.clone();
    }

    int size() {
        return values.length;
    }

    boolean has(int slot) {
        return !Double.isNaN(values[slot]);
    }

    double at(int slot) {
        return values[slot];
    }

    boolean isEmpty() {
        return Arrays.stream(values).allMatch(Double::isNaN);
    }

    /** Returns the largest; 0 if there is none. */
    double max() {
        return Arrays.stream(values).filter(value -> !Double.isNaN(value)).max().orElse(0);
    }

    /** Returns the newest; NaN if there is none. */
    double last() {
        for (int slot = values.length - 1; slot >= 0; slot--) {
            if (has(slot)) {
                return values[slot];
            }
        }
        return Double.NaN;
    }

    List<@Nullable Object> toJson() {
        var list = new ArrayList<@Nullable Object>(values.length);
        for (double value : values) {
            list.add(Double.isNaN(value) ? null : Rounded.of(value));
        }
        return Collections.unmodifiableList(list);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Line that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
