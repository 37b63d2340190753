package io.github.clustermemoizer.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is measured, and how long: each {@code name=value}.
 *
 * @param values those that are not given have their defaults
 */
public record Arguments(Map<String, String> values) {
    /** Reads them. */
    public static Arguments parse(Map<String, String> defaults, String... arguments) {
        Map<String, String> values = new HashMap<>(defaults);
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            if (parts.length < 2 || !defaults.containsKey(parts[0])) {
                throw new IllegalArgumentException("argument must be name=value, with a name of "
                        + defaults.keySet().stream().sorted().toList() + ", but was '" + argument + "'");
            }
            values.put(parts[0], parts[1]);
        }
        return new Arguments(Map.copyOf(values));
    }

    /** Returns a text. */
    public String text(String name) {
        return values.get(name);
    }

    /** Returns a whole number. */
    public int number(String name) {
        return Integer.parseInt(text(name));
    }

    /** Returns any number. */
    public double decimal(String name) {
        return Double.parseDouble(text(name));
    }

    /** Returns what has commas between; nothing makes an empty list. */
    public List<String> list(String name) {
        return Arrays.stream(text(name).split(","))
                .filter(value -> !value.isBlank())
                .toList();
    }

    /** Returns whole numbers with commas between. */
    public List<Integer> numbers(String name) {
        return list(name).stream().map(Integer::valueOf).toList();
    }
}
