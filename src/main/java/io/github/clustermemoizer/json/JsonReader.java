package io.github.clustermemoizer.json;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The reading end, which takes what RFC 8259 allows and nothing else. */
final class JsonReader {
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*+)(\\.[0-9]++)?([eE][+-]?[0-9]++)?");

    private final String text;
    private int at;

    JsonReader(String text) {
        this.text = requireNonNull(text, "text");
    }

    @Nullable
    Object whole() {
        Object value = value(0);
        blanks();
        if (at < text.length()) {
            throw wrong("nothing must follow the value");
        }
        return value;
    }

    private @Nullable Object value(int depth) {
        if (depth > JsonWriter.DEEPEST) {
            throw wrong("there must not be more than " + JsonWriter.DEEPEST + " levels");
        }
        blanks();
        char c = peek();
        return switch (c) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object(int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        at++;
        blanks();
        if (peek() == '}') {
            at++;
            return Collections.unmodifiableMap(map);
        }
        while (true) {
            blanks();
            if (peek() != '"') {
                throw wrong("a key must be a string");
            }
            String name = string();
            if (map.containsKey(name)) {
                throw wrong("a key must not come twice");
            }
            blanks();
            expect(':');
            map.put(name, value(depth + 1));
            if (isLast('}')) {
                return Collections.unmodifiableMap(map);
            }
        }
    }

    private List<@Nullable Object> array(int depth) {
        List<@Nullable Object> list = new ArrayList<>();
        at++;
        blanks();
        if (peek() == ']') {
            at++;
            return Collections.unmodifiableList(list);
        }
        do {
            list.add(value(depth + 1));
        } while (!isLast(']'));
        return Collections.unmodifiableList(list);
    }

    /** Reads the comma between two values, or what stands behind the last. */
    private boolean isLast(char end) {
        blanks();
        if (peek() == end) {
            at++;
            return true;
        }
        expect(',');
        return false;
    }

    private String string() {
        var out = new StringBuilder();
        at++;
        while (true) {
            char c = peek();
            at++;
            if (c == '"') {
                return out.toString();
            }
            if (c < ' ') {
                throw wrong("a control character must be escaped");
            }
            out.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hex();
            default -> throw wrong("a backslash must be followed by one of \"\\/bfnrtu");
        };
    }

    private char hex() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            char c = peek();
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw wrong("\\u must be followed by four hexadecimal digits");
            }
            code = (code << 4) | digit;
            at++;
        }
        return (char) code;
    }

    private Number number() {
        Matcher matcher = NUMBER.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            throw wrong("there must be a value");
        }
        at = matcher.end();
        if (matcher.group(1) == null && matcher.group(2) == null) {
            try {
                return Long.valueOf(matcher.group());
            } catch (NumberFormatException e) {
                // too long for one: below
            }
        }
        double number = Double.parseDouble(matcher.group());
        if (Double.isInfinite(number)) {
            throw wrong("a number must fit a double");
        }
        return number;
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            throw wrong("there must be a value");
        }
        at += word.length();
        return value;
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private void expect(char c) {
        if (peek() != c) {
            throw wrong("there must be a '" + c + "'");
        }
        at++;
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong("it must not end here");
        }
        return text.charAt(at);
    }

    private JsonException wrong(String rule) {
        return new JsonException("not JSON at character " + at + ": " + rule);
    }
}
