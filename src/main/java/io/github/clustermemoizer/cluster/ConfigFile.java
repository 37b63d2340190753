package io.github.clustermemoizer.cluster;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code server-cluster.*} properties into a {@link ClusterConfig.Builder}. */
final class ConfigFile {
    /** Where warnings go in a server. Apart, since the command line has no SLF4J. */
    static final class Log {
        private static final Logger log = LoggerFactory.getLogger(ClusterConfig.class);

        private Log() {}

        static void warn(String warning) {
            log.warn("{}", warning);
        }
    }

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");

    /** What each key does; the table in the README lists them in words. */
    private static final Map<String, BiConsumer<ClusterConfig.Builder, String>> KEYS = new TreeMap<>(Map.ofEntries(
            Map.entry(ConfigKeys.ENABLED, (b, v) -> b.enabled(bool(ConfigKeys.ENABLED, v))),
            Map.entry(ConfigKeys.PEERS, (b, v) -> b.peers(list(v))),
            Map.entry(ConfigKeys.PEERS_REFRESH, (b, v) -> b.peersRefresh(duration(ConfigKeys.PEERS_REFRESH, v))),
            Map.entry(ConfigKeys.ALLOWED_REQUESTERS, (b, v) -> b.allowedRequesters(list(v))),
            Map.entry(ConfigKeys.REQUIRE_PEERS, (b, v) -> b.requirePeers(bool(ConfigKeys.REQUIRE_PEERS, v))),
            Map.entry(ConfigKeys.LOGGING, (b, v) -> b.logging(bool(ConfigKeys.LOGGING, v))),
            Map.entry(ConfigKeys.PATH, (b, v) -> b.path(v.strip())),
            Map.entry(ConfigKeys.TIMEOUT, (b, v) -> b.timeout(duration(ConfigKeys.TIMEOUT, v))),
            Map.entry(ConfigKeys.HEARTBEAT, (b, v) -> b.heartbeat(duration(ConfigKeys.HEARTBEAT, v))),
            Map.entry(ConfigKeys.STALENESS_BOUND, (b, v) -> b.stalenessBound(duration(ConfigKeys.STALENESS_BOUND, v))),
            Map.entry(ConfigKeys.ABSENCE, (b, v) -> b.absence(duration(ConfigKeys.ABSENCE, v))),
            Map.entry(ConfigKeys.WHEN_ISOLATED, (b, v) -> b.whenIsolated(whenIsolated(v))),
            Map.entry(ConfigKeys.SELF, ClusterConfig.Builder::self),
            Map.entry(ConfigKeys.SECRET, ClusterConfig.Builder::secret),
            Map.entry(ConfigKeys.PREVIOUS_SECRET, ClusterConfig.Builder::previousSecret),
            Map.entry(ConfigKeys.ACCEPT_UNSIGNED, (b, v) -> b.acceptUnsigned(bool(ConfigKeys.ACCEPT_UNSIGNED, v))),
            Map.entry(ConfigKeys.TRUSTED_PROXIES, (b, v) -> b.trustedProxies(list(v))),
            Map.entry(ConfigKeys.WIRE, (b, v) -> b.wire(wire(v))),
            Map.entry(ConfigKeys.TRUST_STORE, (b, v) -> b.store(ConfigKeys.TRUST_STORE, v)),
            Map.entry(ConfigKeys.TRUST_STORE_PASSWORD, (b, v) -> b.store(ConfigKeys.TRUST_STORE_PASSWORD, v)),
            Map.entry(ConfigKeys.KEY_STORE, (b, v) -> b.store(ConfigKeys.KEY_STORE, v)),
            Map.entry(ConfigKeys.KEY_STORE_PASSWORD, (b, v) -> b.store(ConfigKeys.KEY_STORE_PASSWORD, v))));

    /** The keys whose value may stand in a file of its own, readable by fewer. */
    private static final Set<String> CONFIDENTIAL = Set.of(
            ConfigKeys.SECRET,
            ConfigKeys.PREVIOUS_SECRET,
            ConfigKeys.TRUST_STORE_PASSWORD,
            ConfigKeys.KEY_STORE_PASSWORD);

    /** The keys whose value names a file. */
    private static final Set<String> FILES = Set.of(ConfigKeys.TRUST_STORE, ConfigKeys.KEY_STORE);

    private ConfigFile() {}

    /** Reads a file in the format of {@link Properties}, UTF-8; a key that stands twice is an error, not a surprise. */
    static Properties read(Path file, Consumer<String> warnings) throws IOException {
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
        if (CONFIDENTIAL.stream().anyMatch(properties::containsKey)) {
            warnIfOpen(file, "has a secret", warnings);
        }
        return properties;
    }

    /** @param folder where files lie that are named without one; null for the working directory */
    static void apply(
            Properties properties, @Nullable Path folder, Consumer<String> warnings, ClusterConfig.Builder builder) {
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            String value = properties.getProperty(key);
            String owner = key.endsWith(ConfigKeys.IN_A_FILE) ? stem(key) : key;
            if (!owner.equals(key) && CONFIDENTIAL.contains(owner)) {
                if (properties.containsKey(owner)) {
                    throw new IllegalArgumentException(
                            owner + " and " + key + " exclude each other; take one of the lines out");
                }
                value = secret(key, resolve(key, folder, value.strip()), warnings);
            } else {
                owner = key;
            }
            var setting = KEYS.get(owner);
            if (setting == null) {
                throw new IllegalArgumentException("unknown key '" + Printable.of(key) + "'; known are " + known());
            }
            setting.accept(
                    builder,
                    FILES.contains(key) ? resolve(key, folder, value.strip()).toString() : value);
        }
    }

    private static String secret(String key, Path file, Consumer<String> warnings) {
        try {
            String value = Files.readString(file);
            warnIfOpen(file, "is a secret", warnings);
            return value;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    key + " must name a text file that this server can read but was '" + Printable.of(file.toString())
                            + "'",
                    e);
        }
    }

    private static String stem(String key) {
        return key.substring(0, key.length() - ConfigKeys.IN_A_FILE.length());
    }

    private static Path resolve(String key, @Nullable Path folder, String file) {
        try {
            return folder == null ? Path.of(file) : folder.resolve(file);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    key + " must be the name of a file but was '" + Printable.of(file) + "'");
        }
    }

    private static void warnIfOpen(Path file, String what, Consumer<String> warnings) throws IOException {
        var posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (posix != null && posix.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
            warnings.accept(file + " " + what
                    + " and can be read by everybody on this machine; take that right away: chmod o-r");
        }
    }

    private static String known() {
        return Stream.concat(KEYS.keySet().stream(), CONFIDENTIAL.stream().map(key -> key + ConfigKeys.IN_A_FILE))
                .sorted()
                .collect(Collectors.joining(", "));
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

    /** Returns how a value is written. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
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

    private static WireForm wire(String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "text" -> WireForm.TEXT;
            case "digest" -> WireForm.DIGEST;
            default ->
                throw new IllegalArgumentException(
                        ConfigKeys.WIRE + " must be text or digest but was '" + Printable.of(value) + "'");
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
