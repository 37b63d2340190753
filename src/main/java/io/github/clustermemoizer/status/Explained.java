package io.github.clustermemoizer.status;

import io.github.clustermemoizer.Explanation;
import io.github.clustermemoizer.Flush;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What one memoizer knows about a statement, as it travels between servers.
 *
 * @param ageSeconds how old its value is; empty if there is none
 * @param tags its tags, as far as they are told
 * @param events the newest first
 */
record Explained(OptionalDouble ageSeconds, List<String> tags, boolean isLoading, List<Event> events) {
    private static final int MOST_EVENTS = 50;
    private static final int MOST_TAGS = 20;
    private static final int LONGEST_TAG = 100;

    /** Something that happened to it. */
    record Event(double secondsAgo, Explanation.Kind kind, Optional<Flush.Kind> flush) {
        Map<String, @Nullable Object> toJson() {
            var all = new LinkedHashMap<String, @Nullable Object>();
            all.put("secondsAgo", Rounded.of(secondsAgo));
            all.put("kind", kind.name());
            all.put("flush", flush.map(Enum::name).orElse(null));
            return all;
        }

        static Event read(Fields fields) {
            return new Event(
                    fields.number("secondsAgo"),
                    fields.choice("kind", Explanation.Kind.class),
                    fields.optionalText("flush").map(there -> fields.choice("flush", Flush.Kind.class)));
        }
    }

    /** @param tellsTags whether the text of a tag may leave this server */
    static Explained of(Explanation explanation, boolean tellsTags) {
        return new Explained(
                explanation.age().isPresent()
                        ? OptionalDouble.of(explanation.age().get().toNanos() / 1e9)
                        : OptionalDouble.empty(),
                tellsTags
                        ? explanation.tags().stream()
                                .sorted()
                                .limit(MOST_TAGS)
                                .map(tag -> Shown.beginning(tag, LONGEST_TAG))
                                .toList()
                        : List.of(),
                explanation.isLoading(),
                explanation.events().stream()
                        .limit(MOST_EVENTS)
                        .map(event -> new Event(
                                event.ago().toNanos() / 1e9,
                                event.kind(),
                                event.flush().map(Flush::kind)))
                        .toList());
    }

    boolean isKnown() {
        return ageSeconds.isPresent() || isLoading || !events.isEmpty();
    }

    Map<String, @Nullable Object> toJson() {
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("ageSeconds", ReportWriter.number(ageSeconds));
        all.put("tags", tags);
        all.put("loading", isLoading);
        all.put("events", events.stream().map(Event::toJson).toList());
        return all;
    }

    static Explained read(Fields fields) {
        return new Explained(
                fields.optionalNumber("ageSeconds"),
                fields.texts("tags", MOST_TAGS),
                fields.flag("loading"),
                fields.list("events", MOST_EVENTS, Event::read));
    }
}
