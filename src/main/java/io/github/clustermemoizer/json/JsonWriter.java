package io.github.clustermemoizer.json;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The writing end. */
final class JsonWriter {
    static final int DEEPEST = 32;

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out;

    JsonWriter(StringBuilder out) {
        this.out = out;
    }

    void value(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            throw new JsonException("JSON must not have more than " + DEEPEST + " levels");
        }
        if (value == null || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof CharSequence text) {
            string(text);
        } else if (value instanceof Number number) {
            number(number);
        } else if (value instanceof Map<?, ?> map) {
            object(map, depth);
        } else if (value instanceof Iterable<?> list) {
            array(list, depth);
        } else {
            throw new JsonException("there is no JSON for a " + value.getClass().getName());
        }
    }

    private void object(Map<?, ?> map, int depth) {
        out.append('{');
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof CharSequence name)) {
                throw new JsonException("keys of an object must be strings");
            }
            if (!first) {
                out.append(',');
            }
            first = false;
            string(name);
            out.append(':');
            value(entry.getValue(), depth + 1);
        }
        out.append('}');
    }

    private void array(Iterable<?> list, int depth) {
        out.append('[');
        for (Iterator<?> values = list.iterator(); values.hasNext(); ) {
            value(values.next(), depth + 1);
            if (values.hasNext()) {
                out.append(',');
            }
        }
        out.append(']');
    }

    private void number(Number number) {
        if (!Double.isFinite(number.doubleValue())) {
            throw new JsonException("a number must be finite");
        }
        out.append(number);
    }

    private void string(CharSequence text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (isPlain(text, i)) {
                out.append(c);
            } else {
                out.append("\\u")
                        .append(HEX[c >> 12])
                        .append(HEX[(c >> 8) & 0xF])
                        .append(HEX[(c >> 4) & 0xF])
                        .append(HEX[c & 0xF]);
            }
        }
        out.append('"');
    }

    /** Not so what JSON forbids, what ends a tag or a line in HTML or a script, and half a character. */
    private static boolean isPlain(CharSequence text, int index) {
        char c = text.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
        }
        return c >= ' ' && c != 0x7F && c != '<' && c != '>' && c != '&' && c != 0x2028 && c != 0x2029;
    }
}
