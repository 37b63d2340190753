package io.github.clustermemoizer.status;

import java.util.List;

/** A form sends each line end as {@code \r\n}, whatever it is in the statement, so that two statements may be meant. */
final class LineEnds {
    private LineEnds() {}

    /** Returns the statements that may be meant: the one with {@code \n} at its line ends, and the text as it came. */
    static List<String> forms(String text) {
        String plain = text.replace("\r\n", "\n");
        return plain.equals(text) ? List.of(text) : List.of(plain, text);
    }

    /** Returns how a statement ends its lines, for people. */
    static String words(String statement) {
        return statement.contains("\r\n") ? "\\r\\n" : "\\n";
    }
}
