package io.github.clustermemoizer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table in a file: a line that begins with {@code #} and says when and where it was measured, the names of the
 * columns, and the lines. Parted by commas, or by semicolons where the names are; nothing needs quotes.
 */
public final class Csv {
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
    private static final Pattern MODEL = Pattern.compile("model name\\s*:\\s*(.+)");

    private static final String PACKAGE = Csv.class.getPackageName() + ".";

    private final List<String> columns;
    private final List<List<String>> lines = new ArrayList<>();
    private String origin = "";

    /** Makes an empty one. */
    public Csv(List<String> columns) {
        this.columns = List.copyOf(columns);
    }

    /** Reads one. */
    public static Csv read(Path file) throws IOException {
        List<String> all = Files.readAllLines(file);
        boolean told = all.get(0).startsWith("#");
        List<String> table = told ? all.subList(1, all.size()) : all;
        String separator = table.get(0).contains(";") ? ";" : ",";
        var csv = new Csv(cells(table.get(0), separator));
        csv.origin = told ? all.get(0).substring(1).strip() : "";
        table.stream().skip(1).map(line -> cells(line, separator)).forEach(csv.lines::add);
        return csv;
    }

    /** Puts all lines of tables with the same columns into one. */
    public static Csv joined(List<Csv> parts) {
        var all = new Csv(parts.get(0).columns);
        parts.forEach(part -> all.lines.addAll(part.lines));
        return all;
    }

    private static List<String> cells(String line, String separator) {
        // JMH quotes words, of which none has a separator, and says in full what it has run
        return Arrays.stream(line.replace("\"", "").replace(PACKAGE, "").split(separator, -1))
                .toList();
    }

    /** Adds a line; in the order of the columns. */
    public void add(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException("a line must have " + columns + " but was " + Arrays.toString(cells));
        }
        lines.add(Stream.of(cells).map(String::valueOf).toList());
    }

    /** Writes it, with what is known of this machine. */
    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        List<List<String>> all = new ArrayList<>(List.of(columns));
        all.addAll(lines);
        Files.writeString(
                file,
                "# " + here(LocalDate.now()) + "\n"
                        + all.stream()
                                .map(cells -> String.join(",", cells) + "\n")
                                .collect(Collectors.joining()));
    }

    /** Returns the day, the machine and the JDK. */
    static String here(LocalDate day) throws IOException {
        String model = Files.isReadable(PROCESSOR)
                ? MODEL.matcher(Files.readString(PROCESSOR))
                        .results()
                        .map(result -> result.group(1))
                        .findFirst()
                        .orElse("")
                : "";
        int processors = Runtime.getRuntime().availableProcessors();
        return "%s, %d x %s, %s, JDK %s"
                .formatted(
                        day,
                        processors,
                        model.isEmpty() ? System.getProperty("os.arch") : model,
                        System.getProperty("os.name"),
                        Runtime.version())
                .replace(";", " ");
    }

    /** Returns when and where it was measured; empty if it does not say. */
    String origin() {
        return origin;
    }

    /** Returns the lines, each by the names of its columns. */
    List<Map<String, String>> lines() {
        return lines.stream()
                .map(cells -> {
                    Map<String, String> line = new LinkedHashMap<>();
                    for (int i = 0; i < columns.size(); i++) {
                        line.put(columns.get(i), cells.get(i));
                    }
                    return line;
                })
                .toList();
    }

    void requireColumn(String name) {
        if (!columns.contains(name)) {
            throw new IllegalArgumentException("column must be one of " + columns + " but was '" + name + "'");
        }
    }

    /** Prints medians and quartiles of all other columns for each combination of what stands in {@code keys}. */
    public void print(List<String> keys) {
        List<String> figures = columns.stream()
                .filter(column -> !keys.contains(column) && !column.equals(Tables.REPETITION))
                .toList();
        System.out.println("\n" + Tables.of(this, keys, figures) + "\n");
    }
}
