package io.github.clustermemoizer.cluster;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of what a server may be asked on the way of the flushes: {@code ask=name}, or {@code ask=name&about=text}, and
 * nothing else beside it; {@code doctor} is short for {@code ask=doctor}.
 *
 * @param name what kind of question it is
 * @param about what it is about; empty if there is no more to say
 */
record Question(String name, String about) {
    static final String DOCTOR = "doctor";

    private static final String ASK = "ask=";
    private static final String ABOUT = "&about=";
    private static final Pattern NAME = Pattern.compile("[a-z]{1,20}(-[a-z]{1,20}){0,3}");

    /**
     * @throws IllegalArgumentException if the name is none
     * @throws NullPointerException if either is null
     */
    Question {
        requireNonNull(name, "question");
        requireNonNull(about, "about");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name of a question must be words of a to z with hyphens between but was '" + Printable.of(name)
                            + "'");
        }
    }

    /** Tells whether a query asks something, well formed or not; every other one flushes. */
    static boolean isOne(@Nullable String query) {
        return query != null && (query.startsWith(ASK) || query.equals(DOCTOR));
    }

    static Question parse(String query) throws Wire.MalformedQueryException {
        if (query.length() > Wire.LONGEST_QUERY) {
            throw new Wire.MalformedQueryException(
                    "query must not be longer than " + Wire.LONGEST_QUERY + " characters");
        }
        if (query.equals(DOCTOR)) {
            return new Question(DOCTOR, "");
        }
        int about = query.indexOf(ABOUT);
        String name = query.substring(ASK.length(), about < 0 ? query.length() : about);
        if (!NAME.matcher(name).matches()) {
            throw new Wire.MalformedQueryException("name of a question must be words of a to z with hyphens between");
        }
        int text = about + ABOUT.length();
        if (about >= 0 && query.indexOf('&', text) >= 0) {
            throw new Wire.MalformedQueryException("there must be nothing beside a question");
        }
        return new Question(name, about < 0 ? "" : FormText.decode(query, text, query.length()));
    }

    /**
     * Returns what to GET.
     *
     * @param path of the flush servlets
     * @throws IllegalArgumentException if it would be too long, or the text is no Unicode
     */
    String target(String path) {
        return path + "?" + query(Wire.queryLimit(path));
    }

    /**
     * Returns what to send.
     *
     * @param limit its greatest length
     * @throws IllegalArgumentException if it would be longer, or the text is no Unicode
     */
    String query(int limit) {
        var query = new StringBuilder(ASK).append(name);
        if (!about.isEmpty() && !FormText.encode(about, query.append(ABOUT), limit)) {
            throw new IllegalArgumentException("what a question is about must not take more than " + limit
                    + " characters when encoded, and not have half a character, but has " + about.length()
                    + " characters");
        }
        return query.toString();
    }
}
