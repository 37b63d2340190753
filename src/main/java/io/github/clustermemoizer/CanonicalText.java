package io.github.clustermemoizer;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes arguments as text: each on every server alike, and no two of them alike.
 *
 * <p>A text is a bare word (a number with the letter of its type, or a constant), a string in quotes,
 * a type's name with a string in quotes, or a list in parentheses. Within quotes a quote is doubled;
 * outside there is no {@code <}, so that nothing there looks like the arrow in front of the arguments.
 *
 * <p>Types are told by their exact class, and a {@code toString} is used only where the class is final
 * or exactly the JDK's own, and its specification fixes the text.
 */
final class CanonicalText {
    private static final int MAX_DEPTH = 32;
    private static final int EXCERPT = 60;

    // So many digits of any decimal survive in a double, or a float; 17 tell all doubles apart.
    private static final int DOUBLE_DIGITS = 15;
    private static final int FLOAT_DIGITS = 6;
    private static final int ALL_DIGITS = 17;

    private static final Map<Class<?>, String> SUFFIXES = Map.of(
            Boolean.class, "",
            Integer.class, "",
            Long.class, "L",
            Short.class, "S",
            Byte.class, "B",
            BigInteger.class, "N",
            BigDecimal.class, "M");

    private static final Set<Class<?>> NAMED = Set.of(
            UUID.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            Instant.class,
            OffsetDateTime.class,
            ZonedDateTime.class,
            Duration.class,
            Year.class,
            YearMonth.class);

    private final StringBuilder out;

    private CanonicalText(StringBuilder out) {
        this.out = out;
    }

    /** Appends the arguments, parted by a comma and a blank. */
    static void append(StringBuilder out, @Nullable Object[] arguments) {
        var text = new CanonicalText(out);
        for (int i = 0; i < arguments.length; i++) {
            text.separate(i);
            text.append(arguments[i], null, i + 1);
        }
    }

    /** Returns the beginning of {@code text}, fit for an error: no character that acts on a terminal or a log. */
    static String excerpt(String text) {
        var excerpt = new StringBuilder();
        text.codePoints().limit(EXCERPT).forEach(c -> {
            if (isPlain(c)) {
                excerpt.appendCodePoint(c);
            } else {
                excerpt.append("\\u{").append(Integer.toHexString(c)).append('}');
            }
        });
        int length = text.codePointCount(0, text.length());
        return length <= EXCERPT ? excerpt.toString() : excerpt + "… (" + length + " characters)";
    }

    private static boolean isPlain(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private void append(@Nullable Object value, @Nullable Place outer, int number) {
        if (value == null) {
            out.append("null");
        } else if (value instanceof String string) {
            appendQuoted(string);
        } else if (value instanceof Double d) {
            out.append(decimal(d, DOUBLE_DIGITS, rounded -> rounded.doubleValue() == d));
        } else if (value instanceof Float f) {
            out.append(decimal(f, FLOAT_DIGITS, rounded -> rounded.floatValue() == f))
                    .append('F');
        } else if (value instanceof Character c) {
            appendNamed("char", c.toString());
        } else if (value instanceof Enum<?> constant) {
            appendNamed("enum", constant.getDeclaringClass().getName() + '.' + constant.name());
        } else if (value instanceof byte[] bytes) {
            appendNamed("bytes", HexFormat.of().formatHex(bytes));
        } else if (value instanceof List<?> list) {
            appendList(list, new Place(outer, number));
        } else if (value.getClass().isArray()) {
            var elements = IntStream.range(0, Array.getLength(value)).mapToObj(i -> Array.get(value, i));
            appendList(elements.toList(), new Place(outer, number));
        } else if (NAMED.contains(value.getClass())) {
            appendNamed(value.getClass().getSimpleName(), value.toString());
        } else {
            String suffix = SUFFIXES.get(value.getClass());
            if (suffix == null) {
                throw refused(value, new Place(outer, number));
            }
            out.append(value).append(suffix);
        }
    }

    private void appendList(List<?> elements, Place place) {
        if (place.depth() > MAX_DEPTH) {
            throw new IllegalArgumentException(place.outermost() + " must be nested at most " + MAX_DEPTH
                    + " lists deep but was deeper; does a list contain itself?");
        }
        out.append('(');
        int number = 0;
        for (Object element : elements) {
            separate(number++);
            append(element, place, number);
        }
        out.append(')');
    }

    private void separate(int before) {
        if (before > 0) {
            out.append(", ");
        }
    }

    private void appendNamed(String type, String value) {
        out.append(type).append(' ');
        appendQuoted(value);
    }

    private void appendQuoted(String string) {
        out.append('\'').append(string.replace("'", "''")).append('\'');
    }

    // Not Double.toString: JDK 19 changed what it returns for some values (JDK-4511638). This is the
    // first rounding that reads back as the value, computed by operations with one right result.
    private static String decimal(double value, int fewestDigits, Predicate<BigDecimal> readsBack) {
        if (value == 0 || !Double.isFinite(value)) {
            return Double.toString(value);
        }
        var exact = new BigDecimal(value);
        int digits = fewestDigits;
        BigDecimal rounded;
        do {
            rounded = exact.round(new MathContext(digits++, RoundingMode.HALF_EVEN));
        } while (!readsBack.test(rounded));
        BigDecimal shortest = rounded.stripTrailingZeros();
        boolean isWhole = shortest.scale() <= 0 && shortest.precision() - shortest.scale() <= ALL_DIGITS;
        return (isWhole ? shortest.setScale(1) : shortest).toString();
    }

    private static IllegalArgumentException refused(Object value, Place place) {
        return new IllegalArgumentException(place + " must be of a type that has one text on all servers but was a "
                + value.getClass().getName() + wayOut(value));
    }

    private static String wayOut(Object value) {
        if (value instanceof Date || value instanceof Calendar) {
            return ", whose text depends on the time zone; pass an Instant, a LocalDate or a LocalDateTime";
        }
        if (value instanceof Collection || value instanceof Map) {
            return ", whose order may differ between servers; pass its content as a List in an order you choose";
        }
        if (value instanceof CharSequence) {
            return ", which may change; pass a String";
        }
        if (value instanceof Optional) {
            return "; pass its value or null";
        }
        return "; pass a String, or its parts one by one";
    }

    /** Where an argument stands: its number, from 1, among the arguments or in the list that is at {@code outer}. */
    private record Place(@Nullable Place outer, int number) {
        int depth() {
            return outer == null ? 1 : outer.depth() + 1;
        }

        Place outermost() {
            return outer == null ? this : outer.outermost();
        }

        @Override
        public String toString() {
            return outer == null ? "argument " + number : outer + ", element " + number;
        }
    }
}
