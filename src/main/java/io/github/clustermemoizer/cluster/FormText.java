package io.github.clustermemoizer.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** UTF-8 in form encoding, both ways. Strict: what is not well formed has no text. */
final class FormText {
    private static final byte ESCAPED = 0;
    private static final byte[] PLAIN = plain();
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private FormText() {}

    /** Appends the encoded text; returns false if it makes {@code out} longer than {@code limit}, or has a lone surrogate. */
    static boolean encode(String text, StringBuilder out, int limit) {
        for (int i = 0; i < text.length() && out.length() <= limit; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                byte plain = PLAIN[c];
                if (plain == ESCAPED) {
                    escape(c, out);
                } else {
                    out.append((char) plain);
                }
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

    /** Returns the text that {@code query} has from {@code start} to {@code end}. */
    static String decode(String query, int start, int end) throws Wire.MalformedQueryException {
        byte[] bytes = new byte[end - start];
        int length = 0;
        int all = 0;
        for (int i = start; i < end; i++) {
            char c = query.charAt(i);
            int octet;
            if (c == '%') {
                octet = (hex(query, i + 1, end) << 4) | hex(query, i + 2, end);
                i += 2;
            } else if (c == '+') {
                octet = ' ';
            } else if (c > ' ' && c < 0x7F) {
                octet = c;
            } else {
                throw new Wire.MalformedQueryException("query must be printable ASCII");
            }
            all |= octet;
            bytes[length++] = (byte) octet;
        }
        return all < 0x80 ? new String(bytes, 0, length, StandardCharsets.ISO_8859_1) : text(bytes, length);
    }

    private static String text(byte[] bytes, int length) throws Wire.MalformedQueryException {
        try {
            // A new decoder reports what is malformed: overlong forms, surrogates and all.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Wire.MalformedQueryException("statement must be UTF-8");
        }
    }

    private static void escape(int octet, StringBuilder out) {
        out.append('%').append((char) HEX[octet >> 4]).append((char) HEX[octet & 0xF]);
    }

    private static int hex(String query, int index, int end) throws Wire.MalformedQueryException {
        char c = index < end ? query.charAt(index) : ' ';
        int digit = c < 0x80 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
            throw new Wire.MalformedQueryException("% must be followed by two hexadecimal digits");
        }
        return digit;
    }

    /** Returns as what each character of ASCII goes, if not escaped. */
    private static byte[] plain() {
        var plain = new byte[0x80];
        for (char c = 0; c < plain.length; c++) {
            boolean unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            plain[c] = unreserved || "-._~*".indexOf(c) >= 0 ? (byte) c : c == ' ' ? (byte) '+' : ESCAPED;
        }
        return plain;
    }
}
