package io.github.clustermemoizer.bench.cluster;

import io.github.clustermemoizer.bench.Csv;
import io.github.clustermemoizer.bench.Quantiles;
import io.github.clustermemoizer.bench.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tables of medians with quartiles, and of ratios to the sides that others are compared to; and all figures as CSV. */
final class Report {
    private static final List<String> BASES = List.of(Sides.BARE, Sides.JGROUPS, Sides.REDIS);

    private final List<Row> rows = new ArrayList<>();

    void add(Row row) {
        rows.add(row);
    }

    /** Writes one file for each mode, whose name ends with {@code suffix}. */
    void writeCsv(Path folder, String suffix) throws IOException {
        for (Mode mode : Mode.values()) {
            List<Row> ofMode = rows.stream().filter(row -> row.mode() == mode).toList();
            if (ofMode.isEmpty()) {
                continue;
            }
            var columns = new ArrayList<>(List.of("peers", "side", "repetition"));
            columns.addAll(ofMode.get(0).figures().keySet());
            var csv = new Csv(columns);
            for (Row row : ofMode) {
                List<Object> cells = new ArrayList<>(List.of(row.peers(), row.side(), row.repetition()));
                cells.addAll(row.figures().values());
                csv.add(cells.toArray());
            }
            csv.write(folder.resolve("propagation-" + mode.name().toLowerCase(Locale.ROOT) + suffix + ".csv"));
        }
    }

    void print() {
        for (Mode mode : Mode.values()) {
            rows.stream()
                    .filter(row -> row.mode() == mode)
                    .map(Row::peers)
                    .distinct()
                    .forEach(peers -> print(mode, peers));
        }
    }

    private void print(Mode mode, int peers) {
        List<Row> shown = rows.stream()
                .filter(row -> row.mode() == mode && row.peers() == peers)
                .toList();
        List<String> sides = shown.stream().map(Row::side).distinct().toList();
        List<String> columns = List.copyOf(shown.get(0).figures().keySet());
        System.out.printf("%n%s, %d peer(s): median [quartiles], n = %d%n%n", mode.title, peers, repetitions(shown));
        Table.print(
                headed("side", columns),
                sides.stream()
                        .map(side -> headed(
                                side,
                                columns.stream()
                                        .map(figure -> Table.spread(values(shown, side, figure)))
                                        .toList()))
                        .toList());
        printRatios(mode, shown, sides);
    }

    private static void printRatios(Mode mode, List<Row> shown, List<String> sides) {
        List<String> heads = new ArrayList<>(List.of("ratio"));
        List<List<String>> lines = new ArrayList<>();
        sides.forEach(side -> lines.add(new ArrayList<>(List.of(side))));
        for (String figure : mode.compared) {
            for (String base : BASES) {
                if (sides.contains(base)) {
                    heads.add(figure + " / " + base);
                    lines.forEach(line -> line.add(ratio(shown, line.get(0), base, figure)));
                }
            }
        }
        System.out.println();
        Table.print(heads, lines);
    }

    private static List<String> headed(String first, List<String> others) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(others);
        return all;
    }

    private static long repetitions(List<Row> rows) {
        return rows.stream().mapToInt(Row::repetition).distinct().count();
    }

    private static double[] values(List<Row> rows, String side, String figure) {
        return Quantiles.sorted(rows.stream()
                .filter(row -> row.side().equals(side))
                .mapToDouble(row -> row.figures().get(figure))
                .toArray());
    }

    /** The median of the ratios within each repetition, since neighbours in time share what else the machine did. */
    private static String ratio(List<Row> rows, String side, String base, String figure) {
        double[] ratios = rows.stream()
                .filter(row -> row.side().equals(side))
                .flatMapToDouble(row -> rows.stream()
                        .filter(other -> other.side().equals(base) && other.repetition() == row.repetition())
                        .mapToDouble(other ->
                                row.figures().get(figure) / other.figures().get(figure)))
                .toArray();
        return ratios.length == 0 ? "-" : Table.number(Quantiles.of(Quantiles.sorted(ratios), 0.5));
    }
}
