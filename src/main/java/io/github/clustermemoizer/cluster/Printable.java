package io.github.clustermemoizer.cluster;

/** Makes text from elsewhere fit for a log line or an error: short, and free of what a terminal or a log reader acts on. */
final class Printable {
    private static final int LIMIT = 100;

    private Printable() {}

    static String of(String text) {
        return of(text, LIMIT);
    }

    static String of(String text, int limit) {
        var out = new StringBuilder(Math.min(text.length(), limit) + 16);
        for (int i = 0; i < text.length(); i++) {
            if (i == limit) {
                return out.append("… (")
                        .append(text.length())
                        .append(" characters)")
                        .toString();
            }
            char c = text.charAt(i);
            if (isPlain(c)) {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        return out.toString();
    }

    private static boolean isPlain(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            // They look as if they were right where only ASCII digits are.
            case Character.DECIMAL_DIGIT_NUMBER -> c < 0x80;
            default -> true;
        };
    }
}
