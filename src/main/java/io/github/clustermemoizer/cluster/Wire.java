package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Flush;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of the wire: {@code statement=…&statement=…&prefix=…&matching=…&tag=…&all=true}, or {@code digest=…&tag-digest=…}, UTF-8 in form encoding.
 *
 * <p>The reading end takes the raw query, since servlet containers disagree about malformed
 * parameters, and is strict: a request is understood whole or not at all.
 */
final class Wire {
    static final String SUCCESSFUL = "Successful.";
    static final String EVERYTHING = "all=true";

    /** Longest request line that we send; Tomcat and Jetty refuse more than 8 KB of request line and headers. */
    static final int REQUEST_LINE_LIMIT = 6000;

    /** Most of what is taken in one request. Our own are well below both. */
    static final int LONGEST_QUERY = 16_000;

    static final int MOST_ITEMS = 1000;

    private static final String STATEMENT = "statement=";
    private static final String DIGEST = "digest=";
    private static final String PREFIX = "prefix=";
    private static final String MATCHING = "matching=";
    private static final String TAG = "tag=";
    private static final String TAG_DIGEST = "tag-digest=";
    private static final String UNRESERVED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~*";
    private static final String HEX = "0123456789ABCDEF";

    private Wire() {}

    /** Tells whether an answer is one of ours, and not merely friendly. */
    static boolean isSuccess(int status, String body) {
        return status == 200 && body.equals(SUCCESSFUL);
    }

    /** Thrown for a query that is not entirely understood; carries no text from the network. */
    @SuppressWarnings("serial")
    static final class MalformedQueryException extends Exception {
        MalformedQueryException(String rule) {
            super(rule, null, false, false); // nobody reads a stack trace, and a flood of these would pay for it
        }
    }

    /** Returns the room that is left for the query in a request to {@code path}. */
    static int queryLimit(String path) {
        return REQUEST_LINE_LIMIT - "GET ? HTTP/1.1\r\n".length() - path.length();
    }

    /**
     * Returns the one parameter that stands for {@code flush}. Where its text is longer than {@code limit}
     * when encoded, or has no UTF-8 form, a statement goes by its digest, and anything else as everything.
     */
    static String parameter(Flush flush, int limit) {
        return switch (flush.kind()) {
            case STATEMENT -> encoded(STATEMENT, flush.text(), limit, () -> unreadable(flush));
            case PREFIX -> encoded(PREFIX, flush.text(), limit, () -> EVERYTHING);
            case MATCHING -> encoded(MATCHING, flush.text(), limit, () -> EVERYTHING);
            case TAG -> encoded(TAG, flush.text(), limit, () -> EVERYTHING);
            case DIGEST, TAG_DIGEST, EVERYTHING -> unreadable(flush);
        };
    }

    /**
     * Returns the one parameter that stands for {@code flush} and tells no text. A prefix or a pattern is part of
     * a statement, and no digest of it would match anything: it goes as everything.
     */
    static String unreadable(Flush flush) {
        Flush digested = flush.byDigest();
        return switch (digested.kind()) {
            case DIGEST -> DIGEST + digested.text();
            case TAG_DIGEST -> TAG_DIGEST + digested.text();
            case STATEMENT, PREFIX, MATCHING, TAG, EVERYTHING -> EVERYTHING;
        };
    }

    private static String encoded(String name, String text, int limit, Supplier<String> otherwise) {
        var out = new StringBuilder(name.length() + Math.min(text.length() * 3 / 2, limit)).append(name);
        return encode(text, out, limit) ? out.toString() : otherwise.get();
    }

    /** Returns what a query asks to drop; empty if there is no query. */
    static List<Flush> parse(@Nullable String rawQuery) throws MalformedQueryException {
        var flushes = new ArrayList<Flush>();
        if (rawQuery == null || rawQuery.isEmpty()) {
            return flushes;
        }
        if (rawQuery.length() > LONGEST_QUERY) {
            throw new MalformedQueryException("query must not be longer than " + LONGEST_QUERY + " characters");
        }
        for (int start = 0; start <= rawQuery.length(); ) {
            if (flushes.size() == MOST_ITEMS) {
                throw new MalformedQueryException("there must not be more than " + MOST_ITEMS + " parameters");
            }
            int end = rawQuery.indexOf('&', start);
            end = end < 0 ? rawQuery.length() : end;
            flushes.add(flush(rawQuery.substring(start, end)));
            start = end + 1;
        }
        return flushes;
    }

    private static Flush flush(String parameter) throws MalformedQueryException {
        if (parameter.equals(EVERYTHING)) {
            return Flush.everything();
        }
        int equals = parameter.indexOf('=');
        String name = parameter.substring(0, equals + 1);
        try {
            return switch (name) {
                case STATEMENT -> Flush.statement(decode(parameter, equals + 1));
                case DIGEST -> Flush.digest(parameter.substring(equals + 1));
                case PREFIX -> Flush.prefix(decode(parameter, equals + 1));
                case MATCHING -> Flush.matching(decode(parameter, equals + 1));
                case TAG -> Flush.tag(decode(parameter, equals + 1));
                case TAG_DIGEST -> Flush.tagDigest(parameter.substring(equals + 1));
                default ->
                    throw new MalformedQueryException(
                            "parameter must be statement, digest, prefix, matching, tag, tag-digest or all=true");
            };
        } catch (IllegalArgumentException e) {
            throw new MalformedQueryException("value is not one of its parameter's kind");
        }
    }

    /** Returns false if the text does not fit into {@code limit}, or has a lone surrogate. */
    private static boolean encode(String text, StringBuilder out, int limit) {
        for (int i = 0; i < text.length() && out.length() <= limit; i++) {
            char c = text.charAt(i);
            if (UNRESERVED.indexOf(c) >= 0) {
                out.append(c);
            } else if (c == ' ') {
                out.append('+');
            } else if (c < 0x80) {
                escape(c, out);
            } else if (c < 0x800) {
                escape(0xC0 | (c >> 6), out);
                escape(0x80 | (c & 0x3F), out);
            } else if (!Character.isSurrogate(c)) {
                escape(0xE0 | (c >> 12), out);
                escape(0x80 | ((c >> 6) & 0x3F), out);
                escape(0x80 | (c & 0x3F), out);
            } else {
                int point = text.codePointAt(i++);
                if (point == c) {
                    return false;
                }
                escape(0xF0 | (point >> 18), out);
                escape(0x80 | ((point >> 12) & 0x3F), out);
                escape(0x80 | ((point >> 6) & 0x3F), out);
                escape(0x80 | (point & 0x3F), out);
            }
        }
        return out.length() <= limit;
    }

    private static void escape(int octet, StringBuilder out) {
        out.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 0xF));
    }

    private static String decode(String parameter, int start) throws MalformedQueryException {
        ByteBuffer bytes = ByteBuffer.allocate(parameter.length() - start);
        for (int i = start; i < parameter.length(); i++) {
            char c = parameter.charAt(i);
            if (c == '%') {
                bytes.put((byte) ((hex(parameter, i + 1) << 4) | hex(parameter, i + 2)));
                i += 2;
            } else if (c == '+') {
                bytes.put((byte) ' ');
            } else if (c > ' ' && c < 0x7F) {
                bytes.put((byte) c);
            } else {
                throw new MalformedQueryException("query must be printable ASCII");
            }
        }
        try {
            // A new decoder reports what is malformed: overlong forms, surrogates and all.
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedQueryException("statement must be UTF-8");
        }
    }

    private static int hex(String text, int index) throws MalformedQueryException {
        char c = index < text.length() ? text.charAt(index) : ' ';
        int digit = c < 0x80 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
            throw new MalformedQueryException("% must be followed by two hexadecimal digits");
        }
        return digit;
    }
}
