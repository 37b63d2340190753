package io.github.clustermemoizer.status;

/** Numbers with as many digits as anybody looks at: what travels is bounded. */
final class Rounded {
    private static final double DIGITS = 1_000;

    private Rounded() {}

    /** Returns a whole number where there is no fraction. */
    static Number of(double value) {
        double rounded = Math.rint(value * DIGITS) / DIGITS;
        return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15 ? (Number) (long) rounded : (Number) rounded;
    }
}
