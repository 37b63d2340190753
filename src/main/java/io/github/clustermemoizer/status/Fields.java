package io.github.clustermemoizer.status;

import io.github.clustermemoizer.cluster.PeerStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The members of one JSON object from elsewhere. Each is checked as it is taken; what is missing, of another type or out of its range
 * is an {@link IllegalArgumentException} that names the member and repeats nothing of it.
 */
final class Fields {
    /** Longer than any address, version or shortened text is. */
    static final int LONGEST = 300;

    private final Map<?, ?> members;

    private Fields(Map<?, ?> members) {
        this.members = members;
    }

    static Fields of(@Nullable Object json) {
        if (json instanceof Map<?, ?> members) {
            return new Fields(members);
        }
        throw new IllegalArgumentException("an object is expected");
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> bad(name));
    }

    Optional<String> optionalText(String name) {
        Object value = members.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && text.length() <= LONGEST) {
            return Optional.of(text);
        }
        throw bad(name);
    }

    long count(String name) {
        if (members.get(name) instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() < 1e18) {
            return number.longValue();
        }
        throw bad(name);
    }

    double number(String name) {
        return optionalNumber(name).orElseThrow(() -> bad(name));
    }

    /** Returns a number that is not negative. */
    OptionalDouble optionalNumber(String name) {
        Object value = members.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(number(name, value));
    }

    boolean flag(String name) {
        if (members.get(name) instanceof Boolean flag) {
            return flag;
        }
        throw bad(name);
    }

    Fields object(String name) {
        if (members.get(name) instanceof Map<?, ?> object) {
            return new Fields(object);
        }
        throw bad(name);
    }

    <T> List<T> list(String name, int most, Function<Fields, T> reader) {
        var read = new ArrayList<T>();
        for (Object item : items(name, most)) {
            read.add(reader.apply(of(item)));
        }
        return List.copyOf(read);
    }

    List<String> texts(String name, int most) {
        var read = new ArrayList<String>();
        for (Object item : items(name, most)) {
            if (!(item instanceof String text) || text.length() > LONGEST) {
                throw bad(name);
            }
            read.add(text);
        }
        return List.copyOf(read);
    }

    /** Returns exactly so many numbers, and none where there is null. */
    Line line(String name, int size) {
        List<?> items = items(name, size);
        var values = new double[size];
        Arrays.fill(values, Double.NaN);
        if (items.size() != size) {
            throw bad(name);
        }
        for (int i = 0; i < size; i++) {
            Object item = items.get(i);
            if (item != null) {
                values[i] = number(name, item);
            }
        }
        return new Line(values);
    }

    /** Returns the members of an object whose names are not known before. */
    <T> Map<String, T> entries(String name, int most, Function<Fields, T> reader) {
        Map<?, ?> entries = object(name).members;
        if (entries.size() > most) {
            throw bad(name);
        }
        var read = new LinkedHashMap<String, T>();
        entries.forEach((key, value) -> {
            if (!(key instanceof String text) || text.length() > LONGEST) {
                throw bad(name);
            }
            read.put(text, reader.apply(of(value)));
        });
        return read;
    }

    PeerStatus.State state(String name) {
        return choice(name, PeerStatus.State.class);
    }

    <E extends Enum<E>> E choice(String name, Class<E> type) {
        String text = text(name);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(text))
                .findFirst()
                .orElseThrow(() -> bad(name));
    }

    private List<?> items(String name, int most) {
        if (members.get(name) instanceof List<?> items && items.size() <= most) {
            return items;
        }
        throw bad(name);
    }

    private static double number(String name, Object value) {
        if (value instanceof Number number
                && number.doubleValue() >= 0
                && number.doubleValue() <= 1e15) { // neither NaN nor infinite
            return number.doubleValue();
        }
        throw bad(name);
    }

    private static IllegalArgumentException bad(String name) {
        return new IllegalArgumentException("member " + name + " is missing or not as documented");
    }
}
