package io.github.clustermemoizer.status;

import java.util.Locale;

/** Numbers and texts as people read them. */
final class Shown {
    private static final int SHORT = 120;
    private static final double MINUTE = 60;
    private static final double HOUR = 60 * MINUTE;
    private static final double DAY = 24 * HOUR;

    private Shown() {}

    static String seconds(double seconds) {
        if (seconds < 10) {
            return format("%.1f s", seconds);
        }
        if (seconds < 2 * MINUTE) {
            return format("%.0f s", seconds);
        }
        if (seconds < 2 * HOUR) {
            return format("%.0f min", Math.floor(seconds / MINUTE));
        }
        return seconds < 2 * DAY
                ? format("%.0f h", Math.floor(seconds / HOUR))
                : format("%,.0f days", Math.floor(seconds / DAY));
    }

    static String millis(double millis) {
        return millis >= 1_000
                ? seconds(millis / 1_000)
                : format(millis < 1 ? "%.2f ms" : millis < 10 ? "%.1f ms" : "%.0f ms", millis);
    }

    static String count(long count) {
        return format("%,d", count);
    }

    static String count(long count, String one, String many) {
        return count(count) + " " + (count == 1 ? one : many);
    }

    static String rate(double rate) {
        return format(rate == 0 || rate >= 100 ? "%,.0f" : "%.1f", rate);
    }

    static String percent(double share) {
        return share == 1 ? "100 %" : format("%.1f %%", 100 * share);
    }

    /** Returns one line, not long, in which nothing is unseen or turns the reading direction of what stands around. */
    static String text(String text, long length) {
        String beginning = beginning(text, SHORT);
        String shown = visible(beginning);
        return beginning.length() < length ? shown + "… (" + count(length) + " characters)" : shown;
    }

    /** Returns at most so much of a text, and no half of a character. */
    static String beginning(String text, int most) {
        int end = Math.min(text.length(), most);
        boolean isCut = end < text.length() && Character.isHighSurrogate(text.charAt(end - 1));
        return text.substring(0, isCut ? end - 1 : end);
    }

    private static String visible(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (point == '\n' || point == '\t' || point == '\r') {
                out.append(' ');
            } else if (isUnseen(point)) {
                out.append(format("\\u{%x}", point));
            } else {
                out.appendCodePoint(point);
            }
        }
        return out.toString();
    }

    private static boolean isUnseen(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
