package io.github.clustermemoizer.examples.greebles.site;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One row of the table, and the one line of its page.
 *
 * @param id the primary key
 * @param colour what updates change
 * @param version how often it was updated, plus one; the database counts it
 */
public record Greeble(int id, String colour, int version) {
    private static final Pattern PAGE = Pattern.compile("greeble (\\d+) is (\\w+), version (\\d+)\\s*");

    /** Reads what {@link #toString} wrote. */
    public static Greeble parse(String page) {
        Matcher parts = PAGE.matcher(page);
        if (!parts.matches()) {
            throw new IllegalArgumentException("page must be '" + PAGE + "' but was '" + page + "'");
        }
        return new Greeble(Integer.parseInt(parts.group(1)), parts.group(2), Integer.parseInt(parts.group(3)));
    }

    @Override
    public String toString() {
        return "greeble " + id + " is " + colour + ", version " + version;
    }
}
