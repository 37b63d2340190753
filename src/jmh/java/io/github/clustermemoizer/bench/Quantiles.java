package io.github.clustermemoizer.bench;

import java.util.Arrays;

/** Quantiles by the nearest rank; the median of an even number of values is the mean of the two in the middle. */
public final class Quantiles {
    private Quantiles() {}

    /** Returns a sorted copy. */
    public static double[] sorted(double[] values) {
        double[] copy = values.clone();
        Arrays.sort(copy);
        return copy;
    }

    /** Returns the value below which {@code share} of the others lie. */
    public static double of(double[] sorted, double share) {
        int length = sorted.length;
        if (share == 0.5 && length % 2 == 0) {
            return (sorted[length / 2 - 1] + sorted[length / 2]) / 2;
        }
        return sorted[Math.max(0, (int) Math.ceil(share * length) - 1)];
    }
}
