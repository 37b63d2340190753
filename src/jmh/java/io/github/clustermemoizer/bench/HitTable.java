package io.github.clustermemoizer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The lines that forks write down, and the table of their medians. */
final class HitTable {
    private static final String HEAD = "race;side;raw;side's;ratio;bytes per call";

    private final Path csv;
    private final String side;

    HitTable(Path csv, String side) {
        this.csv = csv;
        this.side = side;
    }

    static void begin(Path csv) throws IOException {
        Files.createDirectories(csv.getParent());
        Files.writeString(csv, HEAD + "\n");
    }

    void add(String race, double raw, double sides, double bytes) throws IOException {
        String line =
                String.format(Locale.ROOT, "%s;%s;%.1f;%.1f;%.3f;%.2f%n", race, side, raw, sides, sides / raw, bytes);
        Files.writeString(csv, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    static void print(Path csv) throws IOException {
        Map<String, Map<String, List<String[]>>> races = new TreeMap<>();
        for (String line : Files.readAllLines(csv)) {
            if (!line.equals(HEAD)) {
                String[] cells = line.split(";");
                races.computeIfAbsent(cells[0], race -> new LinkedHashMap<>())
                        .computeIfAbsent(cells[1], side -> new ArrayList<>())
                        .add(cells);
            }
        }
        races.forEach((race, sides) -> {
            System.out.printf(
                    "%n%s: CPU ns; ratio to Caffeine get(key, loader) in the same JVM, median of the forks [all]%n",
                    race);
            sides.forEach((side, lines) -> System.out.printf(
                    Locale.ROOT,
                    "  %-40s raw %7.1f  side's %8.1f  ratio %6.2f [%.2f-%.2f]  bytes per call %.0f%n",
                    side,
                    cell(lines, 2, 0.5),
                    cell(lines, 3, 0.5),
                    cell(lines, 4, 0.5),
                    cell(lines, 4, 0),
                    cell(lines, 4, 1),
                    cell(lines, 5, 0)));
        });
    }

    private static double cell(List<String[]> lines, int column, double quantile) {
        double[] sorted = lines.stream()
                .mapToDouble(cells -> Double.parseDouble(cells[column]))
                .sorted()
                .toArray();
        return sorted[(int) (quantile * (sorted.length - 1))];
    }
}
