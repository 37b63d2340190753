package io.github.clustermemoizer;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A pattern over whole texts, by the rules of Tcl's {@code string match}. Immutable.
 *
 * <ul>
 *   <li>{@code *} any run of characters, also none;
 *   <li>{@code ?} one character;
 *   <li>{@code [abc]}, {@code [a-z]} one character of the set; a range may be written either way round,
 *       and {@code ^} and {@code !} are characters like any other;
 *   <li>{@code \x} the character x and nothing else, also between brackets, where Tcl has no escape;
 *   <li>any other character itself, and case counts; {@code ]} is special only where a bracket is open.
 * </ul>
 *
 * <p>A character is a Unicode code point: an emoji is one. What Tcl takes and hardly anybody means is
 * refused, so that no flush misses for a slip of the pen: {@code [} without its {@code ]}, the empty
 * {@code []}, a range without an end as in {@code [a-]}, and a lone {@code \} at the end.
 *
 * <p>A match reads the text once, from left to right, and never turns back, whatever the pattern: its
 * time grows with the length of the text times that of the pattern in words of 64 characters. Against
 * 100 kB a pattern with fifty stars was measured at 0.2 to 1 ms, and the worst of full length at 10 ms.
 */
final class Glob {
    /** Bounds the time of a match and the memory of a pattern: a kilobyte as a rule, 4 MB at the very worst. */
    static final int MAX_LENGTH = 4_000;

    private static final int ASCII = 128;

    // An item is what stands for exactly one character behind the literal prefix. A kind is a run of
    // code points that no item tells apart: kind k goes from kinds[k] up to, not including, kinds[k + 1].
    private final String literalPrefix;
    private final int words;
    private final int[] kinds;
    private final int[] kindsOfAscii;
    private final long[] takers; // a row of words for each kind: bit i is set if item i takes it
    private final long[] stars; // bit i is set if a star stands before item i
    private final long end; // the bit, in the last word, behind the last item

    private Glob(Parser parsed) {
        literalPrefix = parsed.literalPrefix.toString();
        words = parsed.items / Long.SIZE + 1;
        end = 1L << parsed.items;
        stars = Arrays.copyOf(parsed.stars.toLongArray(), words);
        kinds = IntStream.concat(
                        IntStream.of(0), parsed.ranges.stream().flatMapToInt(r -> IntStream.of(r.from, r.to + 1)))
                .sorted()
                .distinct()
                .toArray();
        kindsOfAscii = IntStream.range(0, ASCII).map(this::find).toArray();
        takers = new long[kinds.length * words];
        for (Range range : parsed.ranges) {
            int until = find(range.to + 1);
            for (int kind = find(range.from); kind < until; kind++) {
                takers[kind * words + range.item / Long.SIZE] |= 1L << range.item;
            }
        }
    }

    /**
     * Compiles a pattern.
     *
     * @throws IllegalArgumentException if {@code pattern} is malformed, has half of a surrogate pair, or
     *     is longer than {@link #MAX_LENGTH}
     */
    static Glob of(String pattern) {
        var parser = new Parser(requireNonNull(pattern, "pattern"));
        parser.parse();
        return new Glob(parser);
    }

    /** Returns what all matches begin with; perhaps empty. A text that begins so need not match. */
    String literalPrefix() {
        return literalPrefix;
    }

    /** Tells whether the pattern describes the whole of {@code text}. Safe from any thread. */
    boolean matches(String text) {
        if (!text.startsWith(literalPrefix)) {
            return false;
        }
        return words == 1 ? matchesInOneWord(text) : matchesInWords(text);
    }

    // Shift-And, from Baeza-Yates and Gonnet, "A new approach to text searching" (1992): bit i of the
    // state is set if what has been read can be split among the items before item i and their stars.
    private boolean matchesInOneWord(String text) {
        long star = stars[0];
        long done = star & end;
        long state = 1;
        int i = literalPrefix.length();
        while (i < text.length() && state != 0 && (state & done) == 0) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            state = ((state & takers[kindOf(character)]) << 1) | (state & star);
        }
        return (state & end) != 0;
    }

    // The same with words in a row; apart from it because it takes three times as long.
    private boolean matchesInWords(String text) {
        int last = words - 1;
        long done = stars[last] & end;
        long[] state = new long[words];
        state[0] = 1;
        boolean isAlive = true;
        int i = literalPrefix.length();
        while (i < text.length() && isAlive && (state[last] & done) == 0) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            isAlive = advance(state, kindOf(character) * words);
        }
        return (state[last] & end) != 0;
    }

    private boolean advance(long[] state, int row) {
        long carry = 0;
        long alive = 0;
        for (int word = 0; word < words; word++) {
            long taken = state[word] & takers[row + word];
            long skipped = state[word] & stars[word];
            state[word] = (taken << 1) | carry | skipped;
            carry = taken >>> (Long.SIZE - 1);
            alive |= state[word];
        }
        return alive != 0;
    }

    private int kindOf(int character) {
        return character < ASCII ? kindsOfAscii[character] : find(character);
    }

    private int find(int character) {
        int found = Arrays.binarySearch(kinds, character);
        return found >= 0 ? found : -found - 2;
    }

    /** The item with this number takes the characters from {@code from} to {@code to}, both inclusive. */
    private record Range(int item, int from, int to) {}

    private static final class Parser {
        private static final String OPEN_SET = "close each '[' with a ']', or write it as '\\['";
        private static final String EMPTY_SET = "have a character between '[' and ']', or write '\\[]'";
        private static final String OPEN_RANGE = "end each range, or write its '-' as '\\-'";
        private static final String LONE_ESCAPE = "have a character behind each '\\', or write it as '\\\\'";
        private static final String HALF_PAIR = "have no half of a surrogate pair; '?' takes one";

        private final String pattern;
        private int at;

        private final StringBuilder literalPrefix = new StringBuilder();
        private final List<Range> ranges = new ArrayList<>();
        private final BitSet stars = new BitSet();
        private int items;

        Parser(String pattern) {
            this.pattern = pattern;
        }

        void parse() {
            if (pattern.length() > MAX_LENGTH) {
                throw refused("have at most " + MAX_LENGTH + " characters (a prefix or a tag may do)");
            }
            while (at < pattern.length()) {
                int character = next();
                switch (character) {
                    case '*' -> stars.set(items);
                    case '?' -> addItem(Character.MIN_CODE_POINT, Character.MAX_CODE_POINT);
                    case '[' -> addSet();
                    case '\\' -> {
                        peek(LONE_ESCAPE);
                        addLiteral(next());
                    }
                    default -> addLiteral(character);
                }
            }
        }

        private void addLiteral(int character) {
            if (items == 0 && stars.isEmpty()) {
                literalPrefix.appendCodePoint(character);
            } else {
                addItem(character, character);
            }
        }

        private void addItem(int from, int to) {
            ranges.add(new Range(items, from, to));
            items++;
        }

        private void addSet() {
            if (peek(OPEN_SET) == ']') {
                throw refused(EMPTY_SET);
            }
            while (peek(OPEN_SET) != ']') {
                int from = nextOfSet();
                int to = from;
                if (peek(OPEN_SET) == '-') {
                    next();
                    if (peek(OPEN_SET) == ']') {
                        throw refused(OPEN_RANGE);
                    }
                    to = nextOfSet();
                }
                ranges.add(new Range(items, Math.min(from, to), Math.max(from, to)));
            }
            next();
            items++;
        }

        private int nextOfSet() {
            int character = next();
            if (character != '\\') {
                return character;
            }
            peek(OPEN_SET);
            return next();
        }

        private char peek(String rule) {
            if (at == pattern.length()) {
                throw refused(rule);
            }
            return pattern.charAt(at);
        }

        private int next() {
            int character = pattern.codePointAt(at);
            if (Character.getType(character) == Character.SURROGATE) {
                throw refused(HALF_PAIR);
            }
            at += Character.charCount(character);
            return character;
        }

        private IllegalArgumentException refused(String rule) {
            return new IllegalArgumentException("glob must " + rule + ": '" + CanonicalText.excerpt(pattern) + "'");
        }
    }
}
