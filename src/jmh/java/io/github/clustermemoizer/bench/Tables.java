package io.github.clustermemoizer.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Tables of medians in Markdown. A figure is the name of a column, or {@code figure / side}: its ratio to the same
 * figure of that side within the same repetition, since neighbours in time share what else the machine did.
 */
final class Tables {
    static final String REPETITION = "repetition";

    private static final String RATIO = " / ";
    private static final String SIDE = "side";

    private final List<Map<String, String>> lines;
    private final List<String> keys;

    private Tables(List<Map<String, String>> lines, List<String> keys) {
        this.lines = lines;
        this.keys = keys;
    }

    /** Makes a table with a line for each combination of what stands in {@code keys}. */
    static String of(Csv csv, List<String> keys, List<String> figures) {
        return of(csv, keys, figures, line -> true);
    }

    /** Makes one of some of the lines. */
    static String of(Csv csv, List<String> keys, List<String> figures, Predicate<Map<String, String>> where) {
        keys.forEach(csv::requireColumn);
        figures.forEach(figure -> csv.requireColumn(figure.split(RATIO)[0]));
        var tables = new Tables(csv.lines().stream().filter(where).toList(), keys);
        Map<List<String>, List<Map<String, String>>> groups = new LinkedHashMap<>();
        tables.lines.forEach(line -> groups.computeIfAbsent(tables.values(line), values -> new ArrayList<>())
                .add(line));
        List<List<String>> rows = new ArrayList<>();
        groups.forEach((values, group) -> {
            List<String> row = new ArrayList<>(values);
            figures.forEach(figure -> row.add(tables.cell(group, figure)));
            rows.add(row);
        });
        List<String> heads = new ArrayList<>(keys);
        heads.addAll(figures);
        return Table.of(heads, rows);
    }

    private List<String> values(Map<String, String> line) {
        return keys.stream().map(line::get).toList();
    }

    private String cell(List<Map<String, String>> group, String figure) {
        double[] values = Quantiles.sorted(group.stream()
                .flatMap(line -> value(line, figure))
                .mapToDouble(Double::doubleValue)
                .toArray());
        return values.length == 0 ? "-" : values.length == 1 ? Table.number(values[0]) : Table.spread(values);
    }

    private Stream<Double> value(Map<String, String> line, String figure) {
        String[] parts = figure.split(RATIO);
        double value = Double.parseDouble(line.get(parts[0]));
        return parts.length == 1
                ? Stream.of(value)
                : lines.stream()
                        .filter(other -> isBase(other, line, parts[1]))
                        .map(other -> value / Double.parseDouble(other.get(parts[0])));
    }

    private boolean isBase(Map<String, String> other, Map<String, String> line, String side) {
        return side.equals(other.get(SIDE))
                && line.get(REPETITION).equals(other.get(REPETITION))
                && keys.stream()
                        .allMatch(key -> key.equals(SIDE) || line.get(key).equals(other.get(key)));
    }
}
