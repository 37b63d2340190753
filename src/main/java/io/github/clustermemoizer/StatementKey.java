package io.github.clustermemoizer;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A statement that is built from parts, and the tags by which it may be flushed. Immutable.
 *
 * <pre>{@code
 * var key = StatementKey.of("select * from greebles where id = ? and name = ?", 43, "Bob").tagged("greebles");
 * key.text();   // select * from greebles where id = ? and name = ? <- 43, 'Bob'
 * }</pre>
 *
 * <p>The text is what names the value, in memory and on the way to the peers. It is the same, byte by
 * byte, on every server, whatever its Java version, locale and time zone; and two keys have the same
 * text only if they have the same statement and the same arguments of the same types: {@code 1},
 * {@code 1L} and {@code "1"} are three keys. The form adds no brackets, stars or question marks, so an
 * argument stands as it is in the pattern of a flush, too: {@code *from greebles where * <- 43, *}.
 *
 * <table>
 * <caption>How an argument is written</caption>
 * <tr><th>argument</th><th>text</th></tr>
 * <tr><td>null, a Boolean, an Integer</td><td>{@code null}, {@code true}, {@code 43}</td></tr>
 * <tr><td>a Long, Short, Byte, BigInteger</td><td>{@code 43L}, {@code 43S}, {@code 43B}, {@code 43N}</td></tr>
 * <tr><td>a BigDecimal, its scale counts</td><td>{@code 1.50M}</td></tr>
 * <tr><td>a Double, a Float: the first rounding to 15, 16 or 17 digits (6 to 9 for a Float) that reads back as
 *     the value; {@code Double.toString} is not the same in all versions of Java</td>
 *     <td>{@code 0.1}, {@code 2.0}, {@code 1E+23}, {@code -0.0}, {@code NaN}, {@code 0.1F}</td></tr>
 * <tr><td>a String; a quote in it is doubled</td><td>{@code 'O''Brien'}</td></tr>
 * <tr><td>a Character, an array of bytes</td><td>{@code char 'x'}, {@code bytes '0aff'}</td></tr>
 * <tr><td>an enum constant, by its class and name</td>
 *     <td>{@code enum 'java.time.DayOfWeek.MONDAY'}</td></tr>
 * <tr><td>a UUID, LocalDate, LocalTime, LocalDateTime, Instant, OffsetDateTime, ZonedDateTime, Duration, Year,
 *     YearMonth</td><td>{@code LocalDate '2026-11-23'}, {@code Duration 'PT30S'}</td></tr>
 * <tr><td>a List, or any other array, of all these; the two are alike</td><td>{@code (1, 'a', (2, 3))}</td></tr>
 * </table>
 *
 * <p>Nothing else is taken, subclasses neither: a {@link java.util.Date} has a text only in a time zone,
 * a Set or a Map need not have the same order on two servers, a StringBuilder may change, and the
 * {@code toString} of any other object is its own affair.
 *
 * <p>Without arguments the text is the statement itself. Only a statement that has {@code " <- "} in it,
 * as if it had arguments already, then gets {@code " <- none"} behind it.
 *
 * <p>Two keys are equal if their texts are. Tags do not count: a value is found by its text alone.
 */
public final class StatementKey {
    /** So a tag fits well into a request line, whatever its characters. */
    private static final int MAX_TAG_LENGTH = 200;

    private static final String ARROW = " <- ";
    private static final String NO_ARGUMENTS = "none";

    private final String text;
    private final SortedSet<String> tags;

    private StatementKey(String text, SortedSet<String> tags) {
        this.text = text;
        this.tags = tags;
    }

    /**
     * Returns the key of a statement with these arguments, without tags. The arguments are read before
     * this returns, and not kept.
     *
     * @param statement the statement as it is; case, blanks and the Unicode form of accents count
     * @param arguments what fills it, in order; each may be null. An array of objects that stands alone
     *     here is taken for the arguments themselves, as in any Java call; cast it to Object to make it
     *     one argument.
     * @return the key
     * @throws IllegalArgumentException if an argument, or an element of one, is of a type that is not
     *     listed above, or lists are nested more than 32 deep; the message says which and what to pass
     * @throws NullPointerException if {@code statement} is null, or {@code arguments} is null itself: a
     *     lone null argument is written {@code (Object) null}
     */
    public static StatementKey of(String statement, @Nullable Object... arguments) {
        requireNonNull(statement, "statement");
        requireNonNull(arguments, "arguments; write (Object) null for a single null");
        return new StatementKey(text(statement, arguments), Collections.emptySortedSet());
    }

    private static String text(String statement, @Nullable Object[] arguments) {
        // Read from its end, a text with arguments parts in one way only: no argument has an arrow outside of
        // quotes, and all quotes pair up. So it is enough that a text without arguments has no arrow at all.
        if (arguments.length > 0) {
            var text = new StringBuilder(statement).append(ARROW);
            CanonicalText.append(text, arguments);
            return text.toString();
        }
        return statement.contains(ARROW) ? statement + ARROW + NO_ARGUMENTS : statement;
    }

    /**
     * Returns the key with the same text, and these tags besides its own.
     *
     * @param tags names of what the value is made from, such as a table; each has 1 to 200 characters, and
     *     case and blanks count. One that is there already is not added twice.
     * @return a new key; this one stays as it is
     * @throws IllegalArgumentException if a tag is empty, too long, or has half of a surrogate pair, which
     *     could not be sent to a peer
     * @throws NullPointerException if {@code tags} or one of them is null
     */
    public StatementKey tagged(String... tags) {
        var all = new TreeSet<String>(this.tags);
        for (String tag : requireNonNull(tags, "tags")) {
            all.add(requireTag(tag));
        }
        return new StatementKey(text, Collections.unmodifiableSortedSet(all));
    }

    /** Checks a tag, also for a flush by tag. */
    static String requireTag(String tag) {
        requireNonNull(tag, "tag");
        if (tag.isEmpty()) {
            throw new IllegalArgumentException("tag must not be empty");
        }
        if (tag.length() > MAX_TAG_LENGTH) {
            throw new IllegalArgumentException(
                    "tag must have at most " + MAX_TAG_LENGTH + " characters: '" + CanonicalText.excerpt(tag) + "'");
        }
        if (hasHalfOfAPair(tag)) {
            throw new IllegalArgumentException(
                    "tag must not have half of a surrogate pair: '" + CanonicalText.excerpt(tag) + "'");
        }
        return tag;
    }

    // No stream, since each flush by tag comes by here.
    private static boolean hasHalfOfAPair(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i)) && Character.charCount(text.codePointAt(i++)) == 1) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the text that names the value: what {@code memoize} and {@code flush} take as a String.
     *
     * @return the text
     */
    public String text() {
        return text;
    }

    /**
     * Returns the tags.
     *
     * @return an unmodifiable set, in the natural order of strings
     */
    public Set<String> tags() {
        return tags;
    }

    /** Tells whether {@code other} is a key with the same text. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StatementKey that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Returns the text. */
    @Override
    public String toString() {
        return text;
    }
}
