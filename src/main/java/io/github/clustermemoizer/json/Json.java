package io.github.clustermemoizer.json;

import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON (RFC 8259) as plain maps, lists, strings, numbers, booleans and null. For this library's own use:
 * its core has no JSON library to lean on.
 */
public final class Json {
    private Json() {}

    /**
     * Returns the text of a value. It has no line break, and no character that ends a script or a tag in HTML.
     *
     * @param value a {@code Map} with strings for keys, an {@code Iterable}, a {@code CharSequence}, a {@code Number},
     *     a {@code Boolean} or null, and so on inside; maps and lists in their own order
     * @return JSON in ASCII but for what was written so in strings
     * @throws JsonException if there is anything else in it, a number that is not finite, or more than 32 levels
     */
    public static String write(@Nullable Object value) {
        var out = new StringBuilder();
        new JsonWriter(out).value(value, 0);
        return out.toString();
    }

    /**
     * Reads a text that nobody vouches for.
     *
     * @param text one JSON value
     * @return {@code Map<String, Object>} and {@code List<Object>}, in the order of the text and unmodifiable, {@code
     *     String}, {@code Long} for a number without fraction and exponent that fits, else {@code Double}, {@code
     *     Boolean}, or null
     * @throws JsonException if it is not JSON, has more than 32 levels, names a key of an object twice, or has a number
     *     that no {@code double} holds
     * @throws NullPointerException if {@code text} is null
     */
    public static @Nullable Object read(String text) {
        return new JsonReader(text).whole();
    }
}
