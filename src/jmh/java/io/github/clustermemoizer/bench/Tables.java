package io.github.clustermemoizer.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

    private Tables(Csv csv, List<String> keys, Predicate<Map<String, String>> where) {
        keys.forEach(csv::requireColumn);
        this.lines = csv.lines().stream().filter(where).toList();
        this.keys = keys;
    }

    private record Column(String head, String figure, Predicate<Map<String, String>> where) {}

    /** Makes a table with a line for each combination of what stands in {@code keys}. */
    static String of(Csv csv, List<String> keys, List<String> figures) {
        return of(csv, keys, figures, line -> true);
    }

    /** Makes one of some of the lines. */
    static String of(Csv csv, List<String> keys, List<String> figures, Predicate<Map<String, String>> where) {
        figures.forEach(figure -> csv.requireColumn(figure.split(RATIO)[0]));
        return new Tables(csv, keys, where)
                .table(figures.stream()
                        .map(figure -> new Column(figure, figure, line -> true))
                        .toList());
    }

    /** Makes one with a single figure, and a column for each of what stands in {@code across}. */
    static String across(
            Csv csv, List<String> keys, String across, String figure, Predicate<Map<String, String>> where) {
        csv.requireColumn(across);
        var tables = new Tables(csv, keys, where);
        return tables.table(tables.lines.stream()
                .map(line -> line.get(across))
                .distinct()
                .map(value -> new Column(shown(value), figure, line -> value.equals(line.get(across))))
                .toList());
    }

    private String table(List<Column> columns) {
        Map<List<String>, List<Map<String, String>>> groups = new LinkedHashMap<>();
        lines.forEach(line -> groups.computeIfAbsent(values(line), values -> new ArrayList<>())
                .add(line));
        List<List<String>> rows = new ArrayList<>();
        groups.forEach((values, group) -> {
            List<String> row = new ArrayList<>();
            values.forEach(value -> row.add(shown(value)));
            columns.forEach(column -> row.add(cell(group, column)));
            rows.add(row);
        });
        List<String> heads = new ArrayList<>(keys);
        columns.forEach(column -> heads.add(column.head));
        return Table.of(heads, rows);
    }

    private static String shown(String value) {
        return value.matches("[0-9]{4,9}") ? String.format(Locale.ROOT, "%,d", Integer.valueOf(value)) : value;
    }

    private List<String> values(Map<String, String> line) {
        return keys.stream().map(line::get).toList();
    }

    private String cell(List<Map<String, String>> group, Column column) {
        double[] values = Quantiles.sorted(group.stream()
                .filter(column.where)
                .flatMap(line -> value(line, column))
                .mapToDouble(Double::doubleValue)
                .toArray());
        return values.length == 0 ? "-" : values.length == 1 ? Table.number(values[0]) : Table.spread(values);
    }

    private Stream<Double> value(Map<String, String> line, Column column) {
        String[] parts = column.figure.split(RATIO);
        double value = Double.parseDouble(line.get(parts[0]));
        return parts.length == 1
                ? Stream.of(value)
                : lines.stream()
                        .filter(column.where)
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
