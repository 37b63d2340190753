package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.json.Json;
import io.github.clustermemoizer.json.JsonException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of the answer to the question "who am I to you?": what a server says of itself, and how it sees the one
 * who asks. What is read is fit to be printed.
 *
 * @param version of this library; null if it is not known
 * @param memoizers how many are attached
 * @param canary whether the canary that was asked for sits there now
 * @param settings those that should be the same everywhere, in words
 * @param address where the question came from, by the rule that decides who is allowed
 * @param isProxied whether it came through a proxy
 * @param listed whether the one who asks is listed there; null if it is too early to tell
 * @param failure why the last request to the one who asks failed, in few words; null if it did not
 */
record WhoAmI(
        @Nullable String version,
        long memoizers,
        boolean canary,
        Map<String, String> settings,
        @Nullable String address,
        boolean isProxied,
        @Nullable Boolean listed,
        @Nullable String failure) {
    static final String QUESTION = "who-am-i";

    private static final int SCHEMA = 1;
    private static final Pattern FEW_WORDS = Pattern.compile("[A-Za-z0-9 ]{1,40}");
    private static final int MOST_SETTINGS = 50;
    private static final int MOST_ADDRESSES = 20;

    /**
     * What goes with the question.
     *
     * @param isServer whether the one who asks should be listed
     * @param self under which addresses it knows itself
     * @param canary a name for a canary to be planted; empty for none
     */
    record Asker(boolean isServer, List<URI> self, String canary) {
        String toJson() {
            return Json.write(Map.of(
                    "server", isServer, "self", self.stream().map(URI::toString).toList(), "canary", canary));
        }

        /** Returns one that says nothing for what is not understood. */
        static Asker parse(String about) {
            if (!(json(about) instanceof Map<?, ?> map)) {
                return new Asker(false, List.of(), "");
            }
            List<URI> self = map.get("self") instanceof List<?> list
                    ? list.stream()
                            .limit(MOST_ADDRESSES)
                            .flatMap(text -> peer(text).stream())
                            .toList()
                    : List.of();
            String canary = map.get("canary") instanceof String text && Canaries.isName(text) ? text : "";
            return new Asker(Boolean.TRUE.equals(map.get("server")), self, canary);
        }

        private static Optional<URI> peer(@Nullable Object text) {
            try {
                return Optional.of(PeerAddress.parse(ConfigKeys.SELF, String.valueOf(text)));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }

    String toJson() {
        var you = new LinkedHashMap<String, @Nullable Object>();
        you.put("address", address);
        you.put("proxied", isProxied);
        you.put("listed", listed);
        you.put("failure", failure);
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("schema", SCHEMA);
        map.put("version", version);
        map.put("memoizers", memoizers);
        map.put("canary", canary);
        map.put("settings", settings);
        map.put("you", you);
        return Json.write(map);
    }

    /** Returns null for what is not such an answer. */
    static @Nullable WhoAmI parse(String body) {
        if (!(json(body) instanceof Map<?, ?> map)
                || !(map.get("schema") instanceof Number)
                || !(map.get("you") instanceof Map<?, ?> you)) {
            return null;
        }
        var settings = new TreeMap<String, String>();
        if (map.get("settings") instanceof Map<?, ?> told) {
            told.entrySet().stream()
                    .limit(MOST_SETTINGS)
                    .forEach(entry -> settings.put(
                            Printable.of(String.valueOf(entry.getKey())),
                            Printable.of(String.valueOf(entry.getValue()))));
        }
        byte[] address = you.get("address") instanceof String text ? IpAddress.parse(text) : null;
        return new WhoAmI(
                map.get("version") instanceof String text ? Printable.of(text) : null,
                map.get("memoizers") instanceof Number number ? number.longValue() : 0,
                Boolean.TRUE.equals(map.get("canary")),
                settings,
                address == null ? null : IpAddress.text(address),
                Boolean.TRUE.equals(you.get("proxied")),
                you.get("listed") instanceof Boolean is ? is : null,
                you.get("failure") instanceof String text
                                && FEW_WORDS.matcher(text).matches()
                        ? text
                        : null);
    }

    /** Returns the settings that should be the same everywhere. */
    static Map<String, String> settings(ClusterConfig config) {
        var settings = new TreeMap<String, String>();
        settings.put(ConfigKeys.STALENESS_BOUND, words(config.stalenessBound()));
        settings.put(ConfigKeys.ABSENCE, words(config.absence()));
        settings.put(ConfigKeys.HEARTBEAT, words(config.heartbeat()));
        settings.put(ConfigKeys.PATH, config.path());
        settings.put(ConfigKeys.SECRET, config.signed() ? "set" : "not set");
        settings.put(ConfigKeys.WIRE, ConfigFile.word(config.wire()));
        settings.put(ConfigKeys.WHEN_ISOLATED, ConfigFile.word(config.whenIsolated()));
        return settings;
    }

    /** As it would be written in a file. */
    static String words(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    private static @Nullable Object json(String text) {
        try {
            return Json.read(text);
        } catch (JsonException e) {
            return null;
        }
    }
}
