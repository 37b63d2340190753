package io.github.clustermemoizer.cluster;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code server-cluster.*} properties into a {@link ClusterConfig.Builder}. */
final class ConfigFile {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");

    /** What each key does; the table in the README lists them in words. */
    private static final Map<String, BiConsumer<ClusterConfig.Builder, String>> KEYS = new TreeMap<>(Map.ofEntries(
            Map.entry(ConfigKeys.ENABLED, (b, v) -> b.enabled(bool(ConfigKeys.ENABLED, v))),
            Map.entry(ConfigKeys.PEERS, (b, v) -> b.peers(list(v))),
            Map.entry(ConfigKeys.PEERS_REFRESH, (b, v) -> b.peersRefresh(duration(ConfigKeys.PEERS_REFRESH, v))),
            Map.entry(ConfigKeys.ALLOWED_REQUESTERS, (b, v) -> b.allowedRequesters(list(v))),
            Map.entry(ConfigKeys.LOGGING, (b, v) -> b.logging(bool(ConfigKeys.LOGGING, v))),
            Map.entry(ConfigKeys.PATH, (b, v) -> b.path(v.strip())),
            Map.entry(ConfigKeys.TIMEOUT, (b, v) -> b.timeout(duration(ConfigKeys.TIMEOUT, v))),
            Map.entry(ConfigKeys.HEARTBEAT, (b, v) -> b.heartbeat(duration(ConfigKeys.HEARTBEAT, v))),
            Map.entry(ConfigKeys.STALENESS_BOUND, (b, v) -> b.stalenessBound(duration(ConfigKeys.STALENESS_BOUND, v))),
            Map.entry(ConfigKeys.ABSENCE, (b, v) -> b.absence(duration(ConfigKeys.ABSENCE, v))),
            Map.entry(ConfigKeys.WHEN_ISOLATED, (b, v) -> b.whenIsolated(whenIsolated(v))),
            Map.entry(ConfigKeys.SELF, ClusterConfig.Builder::self),
            Map.entry(ConfigKeys.SECRET, (b, v) -> {
                throw new IllegalArgumentException(ConfigKeys.SECRET
                        + " is not supported by this version, which does not sign; take the line out");
            })));

    private ConfigFile() {}

    /** Reads a file in the format of {@link Properties}, UTF-8; a key that stands twice is an error, not a surprise. */
    static Properties read(Path file) throws IOException {
        var properties = new Properties() {
            @Override
            public synchronized Object put(Object key, Object value) {
                if (super.put(key, value) != null) {
                    throw new IllegalArgumentException(Printable.of(key.toString()) + " must stand once in " + file
                            + "; several values go on one line, with commas");
                }
                return value;
            }
        };
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    static void apply(Properties properties, ClusterConfig.Builder builder) {
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            var setting = KEYS.get(key);
            if (setting == null) {
                throw new IllegalArgumentException(
                        "unknown key '" + Printable.of(key) + "'; known are " + String.join(", ", KEYS.keySet()));
            }
            setting.accept(builder, properties.getProperty(key));
        }
    }

    private static String[] list(String value) {
        return Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toArray(String[]::new);
    }

    private static boolean bool(String key, String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException(
                        key + " must be true or false but was '" + Printable.of(value) + "'");
        };
    }

    private static WhenIsolated whenIsolated(String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "shorten" -> WhenIsolated.SHORTEN;
            case "serve" -> WhenIsolated.SERVE;
            default ->
                throw new IllegalArgumentException(
                        ConfigKeys.WHEN_ISOLATED + " must be shorten or serve but was '" + Printable.of(value) + "'");
        };
    }

    private static Duration duration(String key, String value) {
        String text = value.strip();
        Matcher simple = DURATION.matcher(text);
        try {
            if (!simple.matches()) {
                return Duration.parse(text);
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(key + " must be a number and a unit (ms, s, m, h), such as 5s, but was '"
                    + Printable.of(value) + "'");
        }
        long number = Long.parseLong(simple.group(1));
        return switch (simple.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }
}
