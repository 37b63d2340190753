package io.github.clustermemoizer.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A table in Markdown whose columns are even. */
public final class Table {
    private Table() {}

    /** Prints it. */
    public static void print(List<String> heads, List<List<String>> lines) {
        System.out.println(of(heads, lines));
    }

    /** Returns its lines; without the end of the last. */
    public static String of(List<String> heads, List<List<String>> lines) {
        List<List<String>> all = new ArrayList<>(List.of(heads));
        all.addAll(lines);
        List<Integer> widths = new ArrayList<>(Collections.nCopies(heads.size(), 0));
        for (List<String> line : all) {
            for (int i = 0; i < widths.size(); i++) {
                widths.set(i, Math.max(widths.get(i), line.get(i).length()));
            }
        }
        all.add(1, widths.stream().map("-"::repeat).toList());
        List<String> texts = new ArrayList<>();
        for (List<String> line : all) {
            var text = new StringBuilder("|");
            for (int i = 0; i < widths.size(); i++) {
                text.append(' ')
                        .append(line.get(i))
                        .append(" ".repeat(widths.get(i) - line.get(i).length()))
                        .append(" |");
            }
            texts.add(text.toString());
        }
        return String.join("\n", texts);
    }

    /** Three digits at most; more than the spread allows. */
    public static String number(double value) {
        int digits = value == 0 || value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 4;
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    /** The median, and the quartiles. */
    public static String spread(double[] sorted) {
        return number(Quantiles.of(sorted, 0.5)) + " [" + number(Quantiles.of(sorted, 0.25)) + "-"
                + number(Quantiles.of(sorted, 0.75)) + "]";
    }
}
