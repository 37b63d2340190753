package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GlobTest {
    private static final Duration FAR_MORE_THAN_IT_TAKES = Duration.ofSeconds(10);
    private static final String EMOJI = "\uD83D\uDE00";

    @ParameterizedTest
    @CsvSource(
            delimiterString = " matches ",
            quoteCharacter = '"',
            value = {
                "abc matches abc",
                "\"\" matches \"\"",
                "* matches \"\"",
                "* matches anything at all",
                "** matches x",
                "a*c matches ac",
                "a*c matches abbc",
                "*b* matches abc",
                "*greebles* matches select * from greebles where id = 43",
                "select \\* from ? matches select * from t",
                "a?c matches abc",
                "??? matches abc",
                "?* matches a",
                "*? matches a",
                "[abc] matches b",
                "[a-c] matches b",
                "[a-c] matches a",
                "[a-c] matches c",
                "[c-a] matches b",
                "[a-cx-z] matches y",
                "[^a] matches ^",
                "[!a] matches !",
                "[-a] matches -",
                "[a-c-] matches -",
                "[a-c-e] matches -",
                "[a-c-e] matches e",
                "[+--] matches ,",
                "[[] matches [",
                "[*?] matches *",
                "a] matches a]",
                "[\\]] matches ]",
                "[a\\-c] matches -",
                "[a\\]-_] matches ^",
                "[\\\\] matches \\",
                "\\[abc] matches [abc]",
                "\\a matches a",
                "\\\\ matches \\",
                "\\? matches ?",
                "[a][b] matches ab",
                "*[0-9] matches id = 43",
                "*a*b* matches xxaxxbxx",
                "*aab matches aaab"
            })
    void matches_whatTheRulesDescribe_isTrue(String pattern, String text) {
        assertThat(Glob.of(pattern).matches(text)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " matches not ",
            quoteCharacter = '"',
            value = {
                "abc matches not abcd",
                "abc matches not ab",
                "abc matches not ABC",
                "abc matches not xabc",
                "\"\" matches not a",
                "a matches not \"\"",
                "? matches not \"\"",
                "? matches not ab",
                "a*c matches not abcd",
                "*b matches not ba",
                "[abc] matches not d",
                "[abc] matches not \"\"",
                "[abc] matches not ab",
                "[a-c] matches not d",
                "[a-c] matches not -",
                "[a-c] matches not `",
                "[a\\-c] matches not b",
                "[^a] matches not b",
                "[+--] matches not .",
                "[*] matches not a",
                "\\* matches not a",
                "\\? matches not a",
                "\\a matches not \\a",
                "[a][b] matches not ba",
                "*a*b* matches not xxbxxaxx",
                "*aab matches not aaba",
                "*?a matches not a"
            })
    void matches_whatTheRulesDoNotDescribe_isFalse(String pattern, String text) {
        assertThat(Glob.of(pattern).matches(text)).isFalse();
    }

    @Test
    void matches_emoji_isOneCharacter() {
        assertThat(Glob.of("?").matches(EMOJI)).isTrue();
        assertThat(Glob.of("??").matches(EMOJI)).isFalse();
        assertThat(Glob.of("[" + EMOJI + "]").matches(EMOJI)).isTrue();
        assertThat(Glob.of("[\uD83D\uDE10-\uD83C\uDF00]").matches(EMOJI)).isTrue();
        assertThat(Glob.of("[a-\uFFFF]").matches(EMOJI)).isFalse();
        assertThat(Glob.of("*\\" + EMOJI).matches("a" + EMOJI)).isTrue();
    }

    @Test
    void matches_halfOfASurrogatePairInTheText_isACharacterOfItsOwn() {
        String half = EMOJI.substring(0, 1);

        assertThat(Glob.of("a?").matches("a" + half)).isTrue();
        assertThat(Glob.of("a?b").matches("a" + half + "b")).isTrue();
        assertThat(Glob.of("a??").matches("a" + half)).isFalse();
        assertThat(Glob.of("a[\uD7FF-\uE000]").matches("a" + half)).isTrue();
    }

    @Test
    void matches_controlCharactersAndLineEnds_areCharactersLikeOthers() {
        assertThat(Glob.of("a*d").matches("a\nb\r\nc\0d")).isTrue();
        assertThat(Glob.of("a?b").matches("a\nb")).isTrue();
        assertThat(Glob.of("[\0-\n]").matches("\t")).isTrue();
        assertThat(Glob.of("abc").matches("abc\n")).isFalse();
    }

    static Stream<Arguments> refused() {
        String openSet = "glob must close each '[' with a ']', or write it as '\\[': ";
        String emptySet = "glob must have a character between '[' and ']', or write '\\[]': ";
        String openRange = "glob must end each range, or write its '-' as '\\-': ";
        String loneEscape = "glob must have a character behind each '\\', or write it as '\\\\': ";
        String halfPair = "glob must have no half of a surrogate pair; '?' takes one: ";
        return Stream.of(
                Arguments.of("[", openSet + "'['"),
                Arguments.of("select [abc", openSet + "'select [abc'"),
                Arguments.of("[a-", openSet + "'[a-'"),
                Arguments.of("[a\\", openSet + "'[a\\'"),
                Arguments.of("[a-\\", openSet + "'[a-\\'"),
                Arguments.of("[a\\]", openSet + "'[a\\]'"),
                Arguments.of("[]", emptySet + "'[]'"),
                Arguments.of("x[]a]", emptySet + "'x[]a]'"),
                Arguments.of("[a-]", openRange + "'[a-]'"),
                Arguments.of("[--]", openRange + "'[--]'"),
                Arguments.of("[a-]]", openRange + "'[a-]]'"),
                Arguments.of("\\", loneEscape + "'\\'"),
                Arguments.of("a\\\\\\", loneEscape + "'a\\\\\\'"),
                Arguments.of("a\uD83D", halfPair + "'a\\u{d83d}'"),
                Arguments.of("*\uDE00*", halfPair + "'*\\u{de00}*'"),
                Arguments.of("[\uDE00]", halfPair + "'[\\u{de00}]'"),
                Arguments.of("\\\uDE00", halfPair + "'\\\\u{de00}'"),
                Arguments.of("\u001B[2J\n", openSet + "'\\u{1b}[2J\\u{a}'"),
                Arguments.of("[" + EMOJI.repeat(60), openSet + "'[" + EMOJI.repeat(59) + "… (61 characters)'"),
                Arguments.of("[" + EMOJI.repeat(59), openSet + "'[" + EMOJI.repeat(59) + "'"),
                Arguments.of(
                        "*".repeat(4_001),
                        "glob must have at most 4000 characters (a prefix or a tag may do): '" + "*".repeat(60)
                                + "… (4001 characters)'"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void of_whatNobodyMeans_throwsAndNamesTheWayOut(String pattern, String message) {
        assertThatThrownBy(() -> Glob.of(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void of_null_throws() {
        assertThatThrownBy(() -> Glob.of(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("pattern");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " begins with ",
            quoteCharacter = '"',
            value = {
                "abc begins with abc",
                "select \\* from [gt]* begins with select * from \"",
                "ab?c begins with ab",
                "ab*c begins with ab",
                "*abc begins with \"\"",
                "[a]bc begins with \"\""
            })
    void literalPrefix_endsAtTheFirstWildcard(String pattern, String prefix) {
        assertThat(Glob.of(pattern).literalPrefix()).isEqualTo(prefix.replace("\"", ""));
    }

    @Test
    void of_anyShortString_isWhatTheRegexOracleSaysItIs() {
        var random = new Random(20_261_123);
        int wellFormed = 0;
        int matched = 0;
        for (int round = 0; round < 200_000; round++) {
            String pattern = string(random, 10);
            Optional<Pattern> oracle = RegexOracle.translate(pattern);
            if (oracle.isEmpty()) {
                assertThatThrownBy(() -> Glob.of(pattern))
                        .as(pattern)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("glob must ");
                continue;
            }
            wellFormed++;
            Glob glob = Glob.of(pattern);
            for (int i = 0; i < 5; i++) {
                String text = string(random, 6);
                boolean expected = oracle.get().matcher(text).matches();
                assertThat(glob.matches(text))
                        .as("%s matches %s", pattern, text)
                        .isEqualTo(expected);
                assertThat(!expected || text.startsWith(glob.literalPrefix()))
                        .as("%s begins with %s", text, glob.literalPrefix())
                        .isTrue();
                matched += expected ? 1 : 0;
            }
        }

        assertThat(wellFormed).as("patterns that tried something").isGreaterThan(50_000);
        assertThat(matched).as("texts that matched").isGreaterThan(20_000);
    }

    @Test
    void matches_shortTextsAndNearMisses_isWhatTheNaiveMatcherSays() {
        var random = new Random(43);

        compareWithNaiveMatcher(random, 100_000, 8, 0.3);
    }

    @Test
    void matches_patternsOfManyWords_isWhatTheNaiveMatcherSays() {
        var random = new Random(44);

        compareWithNaiveMatcher(random, 20_000, 260, 0.01);
    }

    private static void compareWithNaiveMatcher(Random random, int rounds, int longest, double stars) {
        int matched = 0;
        for (int round = 0; round < rounds; round++) {
            var pattern = NaiveMatcher.random(random, 1 + random.nextInt(longest), stars);
            Glob glob = Glob.of(pattern.glob());
            for (int i = 0; i < 3; i++) {
                String text = pattern.textOrNearMiss(random);
                boolean expected = pattern.matches(text);
                assertThat(glob.matches(text))
                        .as("%s matches %s", pattern.glob(), text)
                        .isEqualTo(expected);
                matched += expected ? 1 : 0;
            }
        }
        assertThat(matched).isBetween(rounds, 2 * rounds + rounds / 2);
    }

    @ParameterizedTest
    @CsvSource({"62", "63", "64", "65", "126", "127", "128", "129", "3998", "3999"})
    void matches_itemsUpToAWordBoundary_neitherOneMoreNorOneLess(int length) {
        Glob exact = Glob.of("?".repeat(length));
        Glob open = Glob.of("?".repeat(length) + "*");
        Glob tail = Glob.of("*" + "a".repeat(length));

        assertThat(Stream.of(length - 1, length, length + 1).map(n -> exact.matches("a".repeat(n))))
                .containsExactly(false, true, false);
        assertThat(Stream.of(length - 1, length, length + 1).map(n -> open.matches("a".repeat(n))))
                .containsExactly(false, true, true);
        assertThat(Stream.of(length - 1, length, length + 1).map(n -> tail.matches("a".repeat(n))))
                .containsExactly(false, true, true);
        assertThat(tail.matches("a".repeat(length) + "b")).isFalse();
    }

    static Stream<Arguments> worstCases() {
        String as = "a".repeat(100_000);
        return Stream.of(
                Arguments.of("fifty stars", "*a".repeat(50) + "*b", as, false),
                Arguments.of("fifty stars that match", "*a".repeat(50) + "*", as, true),
                Arguments.of("fifty stars in words", "*greeble".repeat(50) + "!", "greebl".repeat(16_667), false),
                Arguments.of("two thousand stars", "*a".repeat(1_999) + "*b", as, false),
                Arguments.of("a long literal behind a star", "*" + "a".repeat(3_998) + "b", as, false),
                Arguments.of("long literals between stars", ("*" + "a".repeat(500) + "b").repeat(7), as, false),
                Arguments.of("a long run of any", "*" + "?".repeat(3_998) + "b", as, false),
                Arguments.of("sets", "*" + "[a-z]".repeat(799) + "b", as, false),
                Arguments.of("beyond ASCII", "*" + EMOJI.repeat(1_998) + "b", EMOJI.repeat(50_000), false),
                Arguments.of(
                        "thousands of kinds",
                        "*" + manyKinds() + "b",
                        manyKinds().repeat(50),
                        false));
    }

    private static String manyKinds() {
        var kinds = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            kinds.append((char) ('\u4E00' + 2 * i));
        }
        return kinds.toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("worstCases")
    void matches_worstCaseAgainst100kB_isLinear(String name, String pattern, String text, boolean expected) {
        boolean actual = assertTimeoutPreemptively(
                FAR_MORE_THAN_IT_TAKES, () -> Glob.of(pattern).matches(text));

        assertThat(actual).isEqualTo(expected);
    }

    private static final String[] ALPHABET = {
        "a", "b", "c", "*", "?", "[", "]", "\\", "-", "^", "!", EMOJI, "\uD83D\uDE01", "\n"
    };

    private static String string(Random random, int longest) {
        int length = random.nextInt(longest + 1);
        return random.ints(length, 0, ALPHABET.length)
                .mapToObj(i -> ALPHABET[i])
                .collect(Collectors.joining());
    }

    /** Reads a pattern by a regular expression, and makes one of it. */
    private static final class RegexOracle {
        private static final String MEMBER = "(?:\\\\.|[^\\]\\\\])";
        private static final String RANGE = "(" + MEMBER + ")(?:-(" + MEMBER + ")|(?!-))";
        private static final Pattern RANGES = Pattern.compile(RANGE, Pattern.DOTALL);
        private static final Pattern TOKENS = Pattern.compile(
                "(?<escaped>\\\\.)|(?<set>\\[(?:" + RANGE + ")++\\])|(?<plain>[^\\[\\\\])", Pattern.DOTALL);

        static Optional<Pattern> translate(String glob) {
            var regex = new StringBuilder();
            Matcher token = TOKENS.matcher(glob);
            int end = 0;
            while (token.find() && token.start() == end) {
                end = token.end();
                if (token.group("escaped") != null) {
                    regex.append(literal(last(token.group())));
                } else if (token.group("set") != null) {
                    regex.append(set(token.group()));
                } else {
                    regex.append(
                            switch (token.group()) {
                                case "*" -> ".*";
                                case "?" -> ".";
                                default -> literal(last(token.group()));
                            });
                }
            }
            return end == glob.length()
                    ? Optional.of(Pattern.compile(regex.toString(), Pattern.DOTALL))
                    : Optional.empty();
        }

        private static String set(String set) {
            var regex = new StringBuilder("[");
            Matcher range = RANGES.matcher(set.substring(1, set.length() - 1));
            while (range.find()) {
                int one = last(range.group(1));
                int other = range.group(2) == null ? one : last(range.group(2));
                regex.append(literal(Math.min(one, other))).append('-').append(literal(Math.max(one, other)));
            }
            return regex.append(']').toString();
        }

        private static int last(String perhapsEscaped) {
            return perhapsEscaped.codePointBefore(perhapsEscaped.length());
        }

        private static String literal(int character) {
            return "\\x{" + Integer.toHexString(character) + "}";
        }
    }

    /** A pattern as a list of tokens, which knows its glob, makes texts for it, and matches by trying everything. */
    private record NaiveMatcher(List<Token> tokens) {
        /** What takes one character of those from {@code from} to {@code to}, or, as a star, any run. */
        private record Token(String glob, boolean isStar, int from, int to) {}

        private static final int[] LETTERS = {'a', 'b', 'c', 'd', '*', '[', ']', '-', 0xE4, 0x1F600, 0x1F601, 0x1F602};

        static NaiveMatcher random(Random random, int length, double stars) {
            var tokens = new ArrayList<Token>();
            for (int i = 0; i < length; i++) {
                tokens.add(
                        random.nextDouble() < stars
                                ? new Token("*", true, 0, 0)
                                : switch (random.nextInt(6)) {
                                    case 0 -> new Token("?", false, 0, Character.MAX_CODE_POINT);
                                    case 1 -> range(random);
                                    default -> single(letter(random), random);
                                });
            }
            return new NaiveMatcher(tokens);
        }

        private static Token range(Random random) {
            int one = letter(random);
            int other = letter(random);
            String glob = "[" + escaped(one, random) + "-" + escaped(other, random) + "]";
            return new Token(glob, false, Math.min(one, other), Math.max(one, other));
        }

        private static Token single(int letter, Random random) {
            String bare = "*[".indexOf(letter) >= 0 || random.nextInt(9) == 0 ? "\\" : "";
            return new Token(bare + Character.toString(letter), false, letter, letter);
        }

        private static String escaped(int letter, Random random) {
            return (letter == ']' || random.nextInt(3) == 0 ? "\\" : "") + Character.toString(letter);
        }

        private static int letter(Random random) {
            return LETTERS[random.nextInt(random.nextBoolean() ? 2 : LETTERS.length)];
        }

        String glob() {
            return tokens.stream().map(Token::glob).collect(Collectors.joining());
        }

        String textOrNearMiss(Random random) {
            var text = new ArrayList<Integer>();
            for (Token token : tokens) {
                for (int i = token.isStar ? random.nextInt(3) : 1; i > 0; i--) {
                    int letter = letter(random);
                    text.add(token.isStar || (letter >= token.from && letter <= token.to) ? letter : token.from);
                }
            }
            int at = random.nextInt(text.size() + 1);
            int change = random.nextInt(6);
            if (change == 0) {
                text.add(at, letter(random));
            } else if (change == 1 && at < text.size()) {
                text.remove(at);
            } else if (change == 2 && at < text.size()) {
                text.set(at, letter(random));
            }
            return text.stream().map(Character::toString).collect(Collectors.joining());
        }

        boolean matches(String text) {
            return matches(0, text.codePoints().toArray(), 0);
        }

        private boolean matches(int token, int[] text, int at) {
            if (token == tokens.size()) {
                return at == text.length;
            }
            Token next = tokens.get(token);
            if (next.isStar) {
                return matches(token + 1, text, at) || (at < text.length && matches(token, text, at + 1));
            }
            return at < text.length && text[at] >= next.from && text[at] <= next.to && matches(token + 1, text, at + 1);
        }
    }
}
