package io.github.clustermemoizer.bench;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A logarithmic axis over whole decades.
 *
 * @param low the decade at its beginning
 * @param high the decade at its end
 * @param start where it begins, in pixels
 * @param end where it ends
 */
record LogAxis(int low, int high, double start, double end) {
    /** Makes one that has room for all values, which must be positive. */
    static LogAxis over(Collection<Double> values, double start, double end) {
        double least = values.stream().min(Double::compare).orElseThrow();
        double most = values.stream().max(Double::compare).orElseThrow();
        if (!(least > 0)) {
            throw new IllegalArgumentException("values on a logarithmic axis must be positive but one was " + least);
        }
        int low = (int) Math.floor(Math.log10(least));
        return new LogAxis(low, Math.max(low + 1, (int) Math.ceil(Math.log10(most))), start, end);
    }

    double pixel(double value) {
        return start + (Math.log10(value) - low) / (high - low) * (end - start);
    }

    IntStream decades() {
        return IntStream.rangeClosed(low, high);
    }

    static String label(int decade) {
        return decade < -3 || decade > 7 ? "1e" + decade : plain(Math.pow(10, decade));
    }

    private static String plain(double value) {
        return value < 1 ? String.valueOf(value) : String.format(Locale.ROOT, "%,.0f", value);
    }
}
