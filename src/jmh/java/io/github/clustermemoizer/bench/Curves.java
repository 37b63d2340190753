package io.github.clustermemoizer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Draws how something grows, as an SVG: one curve for each value of one column of a CSV file, through the medians of
 * another column, on logarithmic axes. The same file always gives the same picture.
 */
public final class Curves {
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

    private Curves() {}

    /** A table whose first line names its columns; no quotes. */
    private record Csv(List<String> columns, List<String[]> lines) {
        static Csv read(Path file) throws IOException {
            List<String[]> lines = Files.readAllLines(file).stream()
                    .map(line -> line.split(","))
                    .toList();
            return new Csv(List.of(lines.get(0)), lines.subList(1, lines.size()));
        }

        int column(String name) {
            int index = columns.indexOf(name);
            if (index < 0) {
                throw new IllegalArgumentException("column must be one of " + columns + " but was '" + name + "'");
            }
            return index;
        }
    }

    /**
     * Draws one picture.
     *
     * @param arguments the CSV file, its columns for the curves, the horizontal and the vertical axis, and the SVG file
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 5) {
            throw new IllegalArgumentException(
                    "arguments must be five: in.csv, the columns of curves, x and y, out.svg;" + " but were "
                            + Arrays.toString(arguments));
        }
        Map<String, TreeMap<Double, Double>> curves =
                medians(Csv.read(Path.of(arguments[0])), arguments[1], arguments[2], arguments[3]);
        Files.writeString(Path.of(arguments[4]), draw(curves, arguments[2], arguments[3]));
    }

    private static Map<String, TreeMap<Double, Double>> medians(Csv csv, String curve, String x, String y) {
        int ofCurve = csv.column(curve);
        int ofX = csv.column(x);
        int ofY = csv.column(y);
        Map<String, TreeMap<Double, List<Double>>> values = new LinkedHashMap<>();
        for (String[] line : csv.lines()) {
            values.computeIfAbsent(line[ofCurve], name -> new TreeMap<>())
                    .computeIfAbsent(Double.valueOf(line[ofX]), at -> new ArrayList<>())
                    .add(Double.valueOf(line[ofY]));
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
        List<Double> sorted = values.stream().sorted().toList();
        int size = sorted.size();
        return (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
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
