package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementKeyTest {
    @Test
    void text_withoutArguments_isTheStatement() {
        assertThat(StatementKey.of("select 1").text()).isEqualTo("select 1");
        assertThat(StatementKey.of("").text()).isEmpty();
        assertThat(StatementKey.of("a <-").text()).isEqualTo("a <-");
        assertThat(StatementKey.of("<- 1").text()).isEqualTo("<- 1");
        assertThat(StatementKey.of("select [a]\r\nfrom \"b\" -- 'c").text())
                .isEqualTo("select [a]\r\nfrom \"b\" -- 'c");
    }

    @Test
    void text_ofAStatementThatHasAnArrow_isMarkedAsWithoutArguments() {
        assertThat(StatementKey.of("a <- 1").text()).isEqualTo("a <- 1 <- none");
        assertThat(StatementKey.of(" <- ").text()).isEqualTo(" <-  <- none");
        assertThat(StatementKey.of("a <- none").text()).isEqualTo("a <- none <- none");
        assertThat(StatementKey.of("a <- 1", 2).text()).isEqualTo("a <- 1 <- 2");
    }

    @Test
    void text_withArguments_hasThemInOrder() {
        var key = StatementKey.of("select * from greebles where id = ? and name = ?", 43, "Bob");

        assertThat(key.text()).isEqualTo("select * from greebles where id = ? and name = ? <- 43, 'Bob'");
    }

    /** What the texts are is a promise between versions: servers of two versions share a cluster. */
    static Stream<Arguments> goldenTexts() {
        return Stream.of(
                Arguments.of(null, "null"),
                Arguments.of(true, "true"),
                Arguments.of(false, "false"),
                Arguments.of(43, "43"),
                Arguments.of(-43, "-43"),
                Arguments.of(Integer.MIN_VALUE, "-2147483648"),
                Arguments.of(43L, "43L"),
                Arguments.of(Long.MIN_VALUE, "-9223372036854775808L"),
                Arguments.of((short) 43, "43S"),
                Arguments.of((byte) -43, "-43B"),
                Arguments.of(new BigInteger("123456789012345678901234567890"), "123456789012345678901234567890N"),
                Arguments.of(new BigDecimal("1.0"), "1.0M"),
                Arguments.of(new BigDecimal("1.00"), "1.00M"),
                Arguments.of(new BigDecimal("1"), "1M"),
                Arguments.of(new BigDecimal("-1E+3"), "-1E+3M"),
                Arguments.of(new BigDecimal("1E-10"), "1E-10M"),
                Arguments.of("", "''"),
                Arguments.of("Bob", "'Bob'"),
                Arguments.of("O'Brien", "'O''Brien'"),
                Arguments.of("a <- 1, (\"\\\t\n", "'a <- 1, (\"\\\t\n'"),
                Arguments.of("\u00e4\u0130\uD83D\uDE00", "'\u00e4\u0130\uD83D\uDE00'"),
                Arguments.of("\uD83D", "'\uD83D'"),
                Arguments.of('x', "char 'x'"),
                Arguments.of('\'', "char ''''"),
                Arguments.of('\uDE00', "char '\uDE00'"),
                Arguments.of(DayOfWeek.MONDAY, "enum 'java.time.DayOfWeek.MONDAY'"),
                Arguments.of(Loud.ONE, "enum 'io.github.clustermemoizer.StatementKeyTest$Loud.ONE'"),
                Arguments.of(Loud.TWO, "enum 'io.github.clustermemoizer.StatementKeyTest$Loud.TWO'"),
                Arguments.of(
                        UUID.fromString("123E4567-e89b-12d3-a456-426614174000"),
                        "UUID '123e4567-e89b-12d3-a456-426614174000'"),
                Arguments.of(LocalDate.of(2026, 11, 23), "LocalDate '2026-11-23'"),
                Arguments.of(LocalDate.of(12026, 1, 2), "LocalDate '+12026-01-02'"),
                Arguments.of(LocalDate.of(-1, 1, 2), "LocalDate '-0001-01-02'"),
                Arguments.of(LocalTime.MIDNIGHT, "LocalTime '00:00'"),
                Arguments.of(LocalTime.of(10, 15, 30), "LocalTime '10:15:30'"),
                Arguments.of(LocalTime.of(10, 15, 0, 1_000_000), "LocalTime '10:15:00.001'"),
                Arguments.of(LocalTime.of(10, 15, 0, 1), "LocalTime '10:15:00.000000001'"),
                Arguments.of(LocalDateTime.of(2026, 11, 23, 10, 15), "LocalDateTime '2026-11-23T10:15'"),
                Arguments.of(Instant.EPOCH, "Instant '1970-01-01T00:00:00Z'"),
                Arguments.of(Instant.ofEpochSecond(-1, 1_000), "Instant '1969-12-31T23:59:59.000001Z'"),
                Arguments.of(
                        OffsetDateTime.of(2026, 11, 23, 10, 15, 0, 0, ZoneOffset.ofHoursMinutes(5, 30)),
                        "OffsetDateTime '2026-11-23T10:15+05:30'"),
                Arguments.of(
                        OffsetDateTime.of(2026, 11, 23, 10, 15, 0, 0, ZoneOffset.UTC),
                        "OffsetDateTime '2026-11-23T10:15Z'"),
                Arguments.of(
                        ZonedDateTime.of(2026, 11, 23, 10, 15, 0, 0, ZoneId.of("Europe/Vienna")),
                        "ZonedDateTime '2026-11-23T10:15+01:00[Europe/Vienna]'"),
                Arguments.of(
                        ZonedDateTime.of(2026, 11, 23, 10, 15, 0, 0, ZoneId.of("UTC")),
                        "ZonedDateTime '2026-11-23T10:15Z[UTC]'"),
                Arguments.of(
                        ZonedDateTime.of(2026, 11, 23, 10, 15, 0, 0, ZoneOffset.UTC),
                        "ZonedDateTime '2026-11-23T10:15Z'"),
                Arguments.of(Duration.ofSeconds(30), "Duration 'PT30S'"),
                Arguments.of(Duration.ofMillis(-500), "Duration 'PT-0.5S'"),
                Arguments.of(Duration.ofDays(2), "Duration 'PT48H'"),
                Arguments.of(Year.of(2026), "Year '2026'"),
                Arguments.of(YearMonth.of(2026, 1), "YearMonth '2026-01'"),
                Arguments.of(new byte[] {0, 15, -1}, "bytes '000fff'"),
                Arguments.of(new byte[0], "bytes ''"),
                Arguments.of(new Byte[] {0, null}, "(0B, null)"),
                Arguments.of(List.of(), "()"),
                Arguments.of(Arrays.asList(1, null, "a", List.of(2L)), "(1, null, 'a', (2L))"),
                Arguments.of(new Object[] {1, new int[] {2, 3}, new String[0]}, "(1, (2, 3), ())"),
                Arguments.of(new long[] {1, 2}, "(1L, 2L)"),
                Arguments.of(new short[] {1}, "(1S)"),
                Arguments.of(new char[] {'a'}, "(char 'a')"),
                Arguments.of(new boolean[] {true}, "(true)"),
                Arguments.of(new double[] {0.1}, "(0.1)"),
                Arguments.of(new float[] {0.1f}, "(0.1F)"),
                Arguments.of(new byte[][] {{1}, {2}}, "(bytes '01', bytes '02')"));
    }

    @ParameterizedTest
    @MethodSource("goldenTexts")
    void text_ofEachType_isFixedForEver(Object argument, String text) {
        assertThat(textOf(argument)).isEqualTo(text);
    }

    static Stream<Arguments> goldenDoubles() {
        return Stream.of(
                Arguments.of(0.0, "0.0"),
                Arguments.of(-0.0, "-0.0"),
                Arguments.of(1.0, "1.0"),
                Arguments.of(-43.0, "-43.0"),
                Arguments.of(100.0, "100.0"),
                Arguments.of(0.1, "0.1"),
                Arguments.of(0.1 + 0.2, "0.30000000000000004"),
                Arguments.of(1.0 / 3, "0.3333333333333333"),
                Arguments.of(2.0E-3, "0.002"),
                Arguments.of(1.0E-7, "1E-7"),
                Arguments.of(48.2082, "48.2082"),
                Arguments.of(Math.scalb(1.0, 54), "18014398509481984.0"),
                Arguments.of(Math.scalb(1.0, 57), "1.4411518807585587E+17"),
                Arguments.of(1.0E16, "10000000000000000.0"),
                Arguments.of(1.0E17, "1E+17"),
                Arguments.of(Double.parseDouble("1.0E23"), "1E+23"),
                Arguments.of(Double.parseDouble("2.0E23"), "2E+23"),
                Arguments.of(2.2250738585072014E-308, "2.2250738585072014E-308"),
                Arguments.of(Double.MIN_VALUE, "4.94065645841247E-324"),
                Arguments.of(Double.MAX_VALUE, "1.7976931348623157E+308"),
                Arguments.of(Double.NaN, "NaN"),
                Arguments.of(Double.longBitsToDouble(0xfff8_0000_0000_0001L), "NaN"),
                Arguments.of(Double.POSITIVE_INFINITY, "Infinity"),
                Arguments.of(Double.NEGATIVE_INFINITY, "-Infinity"),
                Arguments.of(0.0f, "0.0F"),
                Arguments.of(-0.0f, "-0.0F"),
                Arguments.of(0.1f, "0.1F"),
                Arguments.of(1.0f, "1.0F"),
                Arguments.of(16777216f, "16777216.0F"),
                Arguments.of(3.4028235E38f, "3.4028235E+38F"),
                Arguments.of(Float.MIN_VALUE, "1.4013E-45F"),
                Arguments.of(Float.NaN, "NaNF"),
                Arguments.of(Float.NEGATIVE_INFINITY, "-InfinityF"));
    }

    @ParameterizedTest
    @MethodSource("goldenDoubles")
    void text_ofADoubleOrFloat_isFixedForEver(Object number, String text) {
        assertThat(textOf(number)).isEqualTo(text);
    }

    /** One digest over many texts is the same on JDK 17 and 25; that of {@code Double.toString} is not. */
    @Test
    void text_ofManyDoublesAndFloats_readsBackAndIsFixedForEver() throws Exception {
        var random = new Random(2_000);
        var digest = MessageDigest.getInstance("SHA-256");

        for (int i = 0; i < 20_000; i++) {
            double anyDouble = Double.longBitsToDouble(random.nextLong());
            double shortDouble = random.nextInt(1_000_000) / 1e3;
            double powerOfTwo = Math.scalb(1.0, random.nextInt(2_100) - 1_075);
            float anyFloat = Float.intBitsToFloat(random.nextInt());
            for (double number : new double[] {anyDouble, shortDouble, powerOfTwo}) {
                String text = textOf(number);
                assertThat(Double.valueOf(text)).isEqualTo((Double) number);
                digest.update(text.getBytes(StandardCharsets.UTF_8));
            }
            String text = textOf(anyFloat);
            assertThat(Float.valueOf(text.replace("F", ""))).isEqualTo((Float) anyFloat);
            digest.update(text.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(HexFormat.of().formatHex(digest.digest()))
                .isEqualTo("9b255c3aa82d12f6a95219a1f1646586223de584187c1fdc6e0a49f8208958b9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "th-TH-u-ca-buddhist-nu-thai"})
    void text_inAnyLocaleAndTimeZone_isTheSame(String languageTag) {
        Locale locale = Locale.getDefault();
        TimeZone timeZone = TimeZone.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag(languageTag));
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Apia"));
            assertThat(String.format("%d", 43))
                    .as("this locale has digits of its own")
                    .matches("tr-TR".equals(languageTag) ? "43" : "[^0-9]+");

            assertThat(Stream.concat(goldenTexts(), goldenDoubles()))
                    .allSatisfy(golden -> assertThat(textOf(golden.get()[0])).isEqualTo(golden.get()[1]));
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(timeZone);
        }
    }

    @Test
    void text_ofAnyTwoSmallKeys_differs() {
        List<String> statements = words(3, " <- ", "'", "1", ", ", "none", "a");
        List<Object> values = new ArrayList<>(words(2, " <- ", "'", "1", ", ", "none", "a"));
        values.addAll(Arrays.asList(1, null, List.of(), List.of(1), List.of("1"), List.of(1, "'")));
        var texts = new HashMap<String, String>();

        for (String statement : statements) {
            put(texts, statement, new Object[0]);
            for (Object first : values) {
                put(texts, statement, new Object[] {first});
                for (Object second : values) {
                    put(texts, statement, new Object[] {first, second});
                }
            }
        }

        assertThat(texts).hasSize(statements.size() * (1 + values.size() + values.size() * values.size()));
    }

    private static void put(Map<String, String> texts, String statement, Object[] arguments) {
        String text = StatementKey.of(statement, arguments).text();
        String what = statement + " with " + arguments.length + Arrays.toString(arguments);
        String other = texts.put(text, what);
        if (other != null) {
            throw new AssertionError(what + " and " + other + " have the same text: " + text);
        }
    }

    private static List<String> words(int longest, String... pieces) {
        var words = new ArrayList<>(List.of(""));
        for (int i = 0, from = 0; i < longest; i++) {
            int until = words.size();
            for (; from < until; from++) {
                for (String piece : pieces) {
                    words.add(words.get(from) + piece);
                }
            }
        }
        return words;
    }

    @Test
    void text_ofRandomKeys_isTheSameIfAndOnlyIfTheirPartsAre() {
        var random = new RandomArguments(new Random(4711));
        var textsByParts = new HashMap<Parts, String>();
        var partsByText = new HashMap<String, Parts>();
        var earlier = new ArrayList<String>();
        int repeats = 0;

        for (int i = 0; i < 100_000; i++) {
            String statement = random.statement(earlier);
            Object[] arguments = random.arguments();
            var parts = new Parts(statement, Parts.of(Arrays.asList(arguments)));
            String text = StatementKey.of(statement, arguments).text();

            String textBefore = textsByParts.putIfAbsent(parts, text);
            Parts partsBefore = partsByText.putIfAbsent(text, parts);
            assertThat(textBefore).isIn(null, text);
            assertThat(partsBefore).isIn(null, parts);
            repeats += textBefore == null ? 0 : 1;
            earlier.add(text);
        }

        assertThat(textsByParts).hasSizeGreaterThan(50_000);
        assertThat(repeats).isGreaterThan(5_000);
    }

    static Stream<Arguments> refused() {
        String zone = ", whose text depends on the time zone; pass an Instant, a LocalDate or a LocalDateTime";
        String order = ", whose order may differ between servers; pass its content as a List in an order you choose";
        String mutable = ", which may change; pass a String";
        String other = "; pass a String, or its parts one by one";
        return Stream.of(
                Arguments.of(Date.from(Instant.EPOCH), "java.util.Date" + zone),
                Arguments.of(new java.sql.Date(0), "java.sql.Date" + zone),
                Arguments.of(new java.sql.Timestamp(0), "java.sql.Timestamp" + zone),
                Arguments.of(Calendar.getInstance(Locale.ROOT), "java.util.GregorianCalendar" + zone),
                Arguments.of(Collections.emptySet(), "java.util.Collections$EmptySet" + order),
                Arguments.of(new LinkedHashMap<>(), "java.util.LinkedHashMap" + order),
                Arguments.of(new ArrayDeque<>(), "java.util.ArrayDeque" + order),
                Arguments.of(CharBuffer.wrap("a"), "java.nio.StringCharBuffer" + mutable),
                Arguments.of(Optional.of(1), "java.util.Optional; pass its value or null"),
                Arguments.of(new AtomicInteger(1), "java.util.concurrent.atomic.AtomicInteger" + other),
                Arguments.of(Period.ofDays(1), "java.time.Period" + other),
                Arguments.of(String.class, "java.lang.Class" + other),
                Arguments.of(new Fancy("1"), Fancy.class.getName() + other));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void of_aTypeWithoutAStableText_throwsAndNamesTheWayOut(Object argument, String typeAndWayOut) {
        assertThatThrownBy(() -> StatementKey.of("a", 1, argument))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("argument 2 must be of a type that has one text on all servers but was a " + typeAndWayOut);
    }

    @Test
    void of_anUnsupportedElement_throwsAndNamesThePlace() {
        Object[] inner = {1, 2, new Object()};

        assertThatThrownBy(() -> StatementKey.of("a", 1, List.of(2, List.of((Object) inner))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("argument 2, element 2, element 1, element 3 must be of a type");
    }

    @Test
    void of_aListThatContainsItself_throws() {
        var list = new ArrayList<Object>();
        list.add(list);
        list.add(list);

        assertThatThrownBy(() -> StatementKey.of("a", 1, list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "argument 2 must be nested at most 32 lists deep but was deeper; does a list contain itself?");
    }

    @Test
    void of_listsNested32Deep_isTaken() {
        Object nested = 1;
        for (int i = 0; i < 32; i++) {
            nested = List.of(nested);
        }
        Object deepest = nested;

        assertThat(textOf(deepest)).isEqualTo("(".repeat(32) + "1" + ")".repeat(32));
        assertThatThrownBy(() -> textOf(List.of(deepest))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void of_aListOfAnyClass_isReadByItsElements() {
        assertThat(StatementKey.of("a", new CopyOnWriteArrayList<>(List.of(1, 2))))
                .isEqualTo(StatementKey.of("a", List.of(1, 2)))
                .isEqualTo(StatementKey.of("a", new int[] {1, 2}))
                .isEqualTo(StatementKey.of("a", (Object) new Integer[] {1, 2}))
                .isNotEqualTo(StatementKey.of("a", (Object[]) new Integer[] {1, 2}));
    }

    @Test
    void of_argumentsChangedAfterwards_keepsItsText() {
        var list = new ArrayList<>(List.of(1));
        Object[] arguments = {list, 2};
        var key = StatementKey.of("a", arguments);

        list.add(3);
        arguments[1] = 4;

        assertThat(key.text()).isEqualTo("a <- (1), 2");
    }

    @Test
    void of_null_throwsOrIsAnArgument() {
        assertThat(StatementKey.of("a", (Object) null).text()).isEqualTo("a <- null");
        assertThatThrownBy(() -> StatementKey.of("a", (Object[]) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("arguments; write (Object) null for a single null");
        assertThatThrownBy(() -> StatementKey.of(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("statement");
    }

    @Test
    void tagged_addsTagsToACopy() {
        var bare = StatementKey.of("a", 1);
        var once = bare.tagged("greebles", "Blobs");
        var twice = once.tagged("an index", "greebles").tagged();

        assertThat(bare.tags()).isEmpty();
        assertThat(once.tags()).containsExactly("Blobs", "greebles");
        assertThat(twice.tags()).containsExactly("Blobs", "an index", "greebles");
        assertThat(twice.text()).isEqualTo("a <- 1");
        assertThatThrownBy(() -> twice.tags().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> bare.tags().add("x")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void tagged_longestTag_isTaken() {
        String longest = "\uD83D\uDE00".repeat(100);

        assertThat(StatementKey.of("a").tagged(longest).tags()).containsExactly(longest);
    }

    static Stream<Arguments> badTags() {
        return Stream.of(
                Arguments.of("", "tag must not be empty"),
                Arguments.of(
                        "t".repeat(201),
                        "tag must have at most 200 characters: '" + "t".repeat(60) + "… (201 characters)'"),
                Arguments.of("a\uD83D", "tag must not have half of a surrogate pair: 'a\\u{d83d}'"),
                Arguments.of("\uDE00\uD83D", "tag must not have half of a surrogate pair: '\\u{de00}\\u{d83d}'"));
    }

    @ParameterizedTest
    @MethodSource("badTags")
    void tagged_badTag_throws(String tag, String message) {
        assertThatThrownBy(() -> StatementKey.of("a").tagged("good", tag))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void tagged_null_throws() {
        assertThatThrownBy(() -> StatementKey.of("a").tagged("good", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("tag");
        assertThatThrownBy(() -> StatementKey.of("a").tagged((String[]) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("tags");
    }

    @Test
    void equals_isByTextAlone() {
        var key = StatementKey.of("a", 1);

        assertThat(key)
                .isEqualTo(StatementKey.of("a", 1).tagged("greebles"))
                .hasSameHashCodeAs(StatementKey.of("a", 1).tagged("greebles"))
                .isNotEqualTo(StatementKey.of("a", 1L))
                .isNotEqualTo(StatementKey.of("A", 1))
                .isNotEqualTo("a <- 1")
                .isNotEqualTo(null)
                .hasToString("a <- 1");
        assertThat(key.hashCode()).isNotEqualTo(StatementKey.of("a", 2).hashCode());
    }

    private static String textOf(Object argument) {
        String text = StatementKey.of("a", argument, 0).text();
        assertThat(text).startsWith("a <- ").endsWith(", 0");
        return text.substring("a <- ".length(), text.length() - ", 0".length());
    }

    /** Its text is not its name, and one constant has a class of its own. */
    private enum Loud {
        ONE,
        TWO {
            @Override
            public String toString() {
                return "three";
            }
        };

        @Override
        public String toString() {
            return "loud";
        }
    }

    /** A number that says what it likes. */
    private static final class Fancy extends BigDecimal {
        private static final long serialVersionUID = 1;

        Fancy(String value) {
            super(value);
        }

        @Override
        public String toString() {
            return "fancy";
        }
    }

    /** What a key is made of, as a value: equality as the key promises it, by other means than text. */
    private record Parts(String statement, Object arguments) {
        private record Typed(Class<?> type, Object value) {}

        static Object of(Object value) {
            if (value instanceof List<?> list) {
                return list.stream().map(Parts::of).toList();
            }
            if (value instanceof byte[] bytes) {
                return new Typed(byte[].class, HexFormat.of().formatHex(bytes));
            }
            if (value instanceof int[] ints) {
                return of(Arrays.stream(ints).boxed().toList());
            }
            if (value instanceof Object[] objects) {
                return of(Arrays.asList(objects));
            }
            return new Typed(value == null ? null : value.getClass(), value);
        }
    }

    /** Makes keys from few values, so that equal ones and near misses are many. */
    private record RandomArguments(Random random) {
        private static final List<String> PIECES = List.of(
                "'", "''", ",", ", ", " ", "(", ")", "<-", " <- ", "1", "43L", "null", "none", "true", "NaN", "char ",
                "Year '", "1.0M", "\uD83D", "\uDE00", "\n", "a");
        private static final List<ZoneId> ZONES = List.of(ZoneOffset.UTC, ZoneId.of("UTC"), ZoneId.of("Europe/Vienna"));

        String statement(List<String> earlier) {
            return switch (earlier.isEmpty() ? 0 : random.nextInt(4)) {
                case 0 -> "a";
                case 1 -> string();
                case 2 -> one(earlier);
                default -> {
                    String text = one(earlier);
                    yield text.substring(0, random.nextInt(text.length() + 1));
                }
            };
        }

        Object[] arguments() {
            return IntStream.range(0, random.nextInt(4)).mapToObj(i -> value(3)).toArray();
        }

        private Object value(int depth) {
            long number = random.nextInt(5) - 1L;
            LocalDate date = LocalDate.of(2026, 1, 1).plusDays(number);
            return switch (random.nextInt(depth > 0 ? 30 : 26)) {
                case 0 -> null;
                case 1 -> number > 1;
                case 2 -> (int) number;
                case 3 -> number;
                case 4 -> (short) number;
                case 5 -> (byte) number;
                case 6 -> BigInteger.valueOf(number);
                case 7 -> BigDecimal.valueOf(number, random.nextInt(3) - 1);
                case 8 -> number / 2.0;
                case 9 -> number / 2.0f;
                case 10 -> number > 1 ? Double.NaN : -0.0;
                case 11 -> number > 1 ? Float.NaN : -0.0f;
                case 12 -> Long.toString(number);
                case 13 -> (char) ('\'' + number);
                case 14 -> number > 1 ? DayOfWeek.MONDAY : TimeUnit.DAYS;
                case 15 -> new UUID(number, 1);
                case 16 -> new byte[] {(byte) number};
                case 17 -> date;
                case 18 -> LocalTime.of(10, 15, (int) number + 1);
                case 19 -> date.atStartOfDay();
                case 20 -> date.atStartOfDay(ZoneOffset.ofHours((int) number)).toInstant();
                case 21 -> date.atStartOfDay().atOffset(ZoneOffset.ofHours((int) number));
                case 22 -> date.atStartOfDay(one(ZONES));
                case 23 -> Duration.ofMillis(500 * number);
                case 24 -> number > 1 ? Year.from(date) : YearMonth.from(date);
                case 25 -> string();
                case 26 -> new int[] {(int) number};
                case 27 -> arguments();
                default ->
                    Stream.generate(() -> value(depth - 1))
                            .limit(random.nextInt(3))
                            .toList();
            };
        }

        private String string() {
            return random.ints(random.nextInt(4), 0, PIECES.size())
                    .mapToObj(PIECES::get)
                    .reduce("", String::concat);
        }

        private <T> T one(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }
    }
}
