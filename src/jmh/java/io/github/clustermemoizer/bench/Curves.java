package io.github.clustermemoizer.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Draws how something grows, as an SVG: one curve for each value of one column of a CSV file, or for each of some columns, through medians, on logarithmic axes. The same file always gives the same picture.
 */
final class Curves {
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#888888");

    private Curves() {}

    /**
     * Draws one picture of the lines of a table.
     *
     * @param curve the column that has one curve for each of its values; null if each of {@code y} is a curve
     */
    static String draw(Csv csv, @Nullable String curve, String x, List<String> y) {
        csv.requireColumn(x);
        y.forEach(csv::requireColumn);
        return draw(medians(csv, curve, x, y), x, curve == null ? "" : y.get(0));
    }

    private static Map<String, TreeMap<Double, Double>> medians(
            Csv csv, @Nullable String curve, String x, List<String> y) {
        Map<String, TreeMap<Double, List<Double>>> values = new LinkedHashMap<>();
        for (Map<String, String> line : csv.lines()) {
            for (String column : y) {
                values.computeIfAbsent(curve == null ? column : line.get(curve), name -> new TreeMap<>())
                        .computeIfAbsent(Double.valueOf(line.get(x)), at -> new ArrayList<>())
                        .add(Double.valueOf(line.get(column)));
            }
        }
        Map<String, TreeMap<Double, Double>> medians = new LinkedHashMap<>();
        values.forEach((name, points) -> {
            var curveOfName = new TreeMap<Double, Double>();
            points.forEach((at, all) -> curveOfName.put(at, median(all)));
            medians.put(name, curveOfName);
        });
        return medians;
    }

    private static double median(List<Double> values) {
        return Quantiles.of(
                Quantiles.sorted(
                        values.stream().mapToDouble(Double::doubleValue).toArray()),
                0.5);
    }

    private static String draw(Map<String, TreeMap<Double, Double>> curves, String x, String y) {
        var horizontals = new TreeSet<Double>();
        var verticals = new TreeSet<Double>();
        for (TreeMap<Double, Double> curve : curves.values()) {
            horizontals.addAll(curve.keySet());
            verticals.addAll(curve.values());
        }
        var picture = new Picture(x, y, horizontals, verticals);
        int number = 0;
        for (var curve : curves.entrySet()) {
            picture.add(curve.getKey(), curve.getValue(), COLOURS.get(number % COLOURS.size()), number);
            number++;
        }
        return picture.svg();
    }
}
