package io.github.clustermemoizer.examples.greebles.story;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * What memoizers have counted.
 *
 * @param hits look-ups that were answered from memory
 * @param misses look-ups that were not
 * @param loads look-ups that went to the database; fewer than the misses, since many may wait for one load
 */
record Counters(long hits, long misses, long loads) {
    static final Counters NONE = new Counters(0, 0, 0);

    /** Reads the page of a server's counters. */
    static Counters parse(String page) {
        Map<String, Long> numbers = page.lines()
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(words -> words[0], words -> Long.parseLong(words[1])));
        return new Counters(numbers.get("hits"), numbers.get("misses"), numbers.get("loads"));
    }

    Counters plus(Counters other) {
        return new Counters(hits + other.hits, misses + other.misses, loads + other.loads);
    }

    Counters minus(Counters other) {
        return new Counters(hits - other.hits, misses - other.misses, loads - other.loads);
    }

    long lookUps() {
        return hits + misses;
    }

    double hitRate() {
        return (double) hits / Math.max(1, lookUps());
    }

    long queriesSaved() {
        return lookUps() - loads;
    }
}
