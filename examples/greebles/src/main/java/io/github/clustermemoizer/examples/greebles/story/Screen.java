package io.github.clustermemoizer.examples.greebles.story;

import java.io.PrintStream;
import java.util.Locale;

/** Plain text on stdout; in colour, and with a line that is written over, only if stdout is a terminal. */
final class Screen {
    private static final int WIDTH = 100;

    private final PrintStream out = System.out;
    private final boolean terminal;
    private final boolean colour;

    private volatile boolean muted;
    private int column;

    Screen() {
        // From Java 22 on there may be a console without a terminal, unless it is asked for in this way.
        System.setProperty("jdk.console", "java.base");
        terminal = System.console() != null && !"dumb".equals(System.getenv("TERM"));
        String noColour = System.getenv("NO_COLOR");
        colour = terminal && (noColour == null || noColour.isEmpty());
    }

    /** Writes a line; the format is that of {@link String#format}. */
    void line(String format, Object... arguments) {
        write(String.format(Locale.ROOT, format, arguments).stripTrailing() + System.lineSeparator());
    }

    void line() {
        write(System.lineSeparator());
    }

    /** Writes a text of any length, in lines of a length that can be read. */
    void paragraph(String text) {
        StringBuilder line = new StringBuilder(" ");
        for (String word : text.split(" ")) {
            if (line.length() + 1 + word.length() > WIDTH) {
                line("%s", line);
                line = new StringBuilder(" ");
            }
            line.append(' ').append(word);
        }
        line("%s", line);
    }

    void title(String text) {
        line();
        line("%s", paint("1", text));
        line();
    }

    String good(String text) {
        return paint("32", text);
    }

    String bad(String text) {
        return paint("1;31", text);
    }

    /** Shows how far things are: {@code status} over the last one, or where that cannot be, {@code mark} after it. */
    void progress(String status, String mark) {
        if (terminal) {
            write("\r" + pad("  " + status));
            return;
        }
        if (column + mark.length() > WIDTH) {
            endProgress();
        }
        String text = (column == 0 ? "  " : " ") + mark;
        column += text.length();
        write(text);
    }

    void endProgress() {
        column = 0;
        line();
    }

    /** Writes nothing any more: what fails while everything is being ended is not worth a line. */
    void mute() {
        muted = true;
    }

    private void write(String text) {
        if (!muted) {
            out.print(text);
            out.flush();
        }
    }

    private String paint(String code, String text) {
        return colour && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    private static String pad(String text) {
        return text + " ".repeat(Math.max(0, WIDTH - text.length()));
    }
}
