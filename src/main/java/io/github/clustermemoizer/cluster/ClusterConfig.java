package io.github.clustermemoizer.cluster;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who the peers are and who may flush here. Immutable. The same file, or the same calls, serve every
 * server of the cluster: each finds out by itself which of the peers it is.
 */
public final class ClusterConfig {
    private final boolean enabled;
    private final List<URI> peers;
    private final List<String> allowedRequesters;
    private final AllowedRequesters allowed;
    private final boolean logging;
    private final String path;
    private final Duration timeout;
    private final Duration heartbeat;
    private final Duration stalenessBound;
    private final Duration absence;
    private final WhenIsolated whenIsolated;
    private final @Nullable URI self;

    private ClusterConfig(Builder builder) {
        enabled = builder.enabled;
        peers = List.copyOf(builder.peers);
        allowedRequesters = List.copyOf(builder.allowedRequesters);
        allowed = AllowedRequesters.parse(allowedRequesters);
        logging = builder.logging;
        path = builder.path;
        timeout = builder.timeout;
        heartbeat = builder.heartbeat;
        stalenessBound = builder.stalenessBound;
        absence = builder.absence;
        whenIsolated = builder.whenIsolated;
        self = builder.self;
        if (enabled && peers.isEmpty()) {
            throw new IllegalArgumentException(ConfigKeys.PEERS + " must not be empty while clustering is on;"
                    + " list the servers, or set " + ConfigKeys.ENABLED + " to false");
        }
        if (stalenessBound.compareTo(heartbeat.multipliedBy(3)) < 0) {
            throw new IllegalArgumentException(ConfigKeys.STALENESS_BOUND + " must be at least three times "
                    + ConfigKeys.HEARTBEAT + " (" + heartbeat + ") but was " + stalenessBound);
        }
    }

    /**
     * Reads a file in the format of {@link Properties}, in UTF-8. The README's table lists the keys.
     *
     * @param file usually {@code server-cluster.properties}
     * @return the configuration
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException for an unknown key, a key that stands twice, or a value that breaks
     *     its rule; the text names key, rule and value
     * @throws NullPointerException if {@code file} is null
     */
    public static ClusterConfig load(Path file) throws IOException {
        return of(ConfigFile.read(requireNonNull(file, "file")));
    }

    /**
     * Reads the same keys as {@link #load} from {@code properties}.
     *
     * @param properties nothing but {@code server-cluster.*}
     * @return the configuration
     * @throws IllegalArgumentException as in {@link #load}
     * @throws NullPointerException if {@code properties} is null
     */
    public static ClusterConfig of(Properties properties) {
        Builder builder = builder();
        ConfigFile.apply(requireNonNull(properties, "properties"), builder);
        return builder.build();
    }

    /**
     * Returns a builder.
     *
     * @return one with the defaults of the README's table
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Tells whether there is a cluster at all.
     *
     * @return false if nothing is sent, and every request is refused
     */
    public boolean enabled() {
        return enabled;
    }

    /**
     * Returns the servers of the cluster. This server may be among them.
     *
     * @return scheme, host and port of each, in the given order; unmodifiable
     */
    public List<URI> peers() {
        return peers;
    }

    /**
     * Returns who may flush here.
     *
     * @return the rules as given; unmodifiable
     */
    public List<String> allowedRequesters() {
        return allowedRequesters;
    }

    /**
     * Tells whether each received flush is logged at level INFO, with its statement, shortened.
     *
     * @return true if so
     */
    public boolean logging() {
        return logging;
    }

    /**
     * Returns where the flush servlet stands on every server, from the root of the host.
     *
     * @return a path that begins with a slash
     */
    public String path() {
        return path;
    }

    /**
     * Returns how long one request to a peer may take in all, from connecting to the last byte.
     *
     * @return positive
     */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Returns how often a server that has nothing to flush lets its peers hear from it.
     *
     * @return positive
     */
    public Duration heartbeat() {
        return heartbeat;
    }

    /**
     * Returns for how long a peer that cannot be told may serve an old value.
     *
     * @return at least three heartbeats
     */
    public Duration stalenessBound() {
        return stalenessBound;
    }

    /**
     * Returns for how long a server that has said goodbye need not be heard from.
     *
     * @return zero or positive
     */
    public Duration absence() {
        return absence;
    }

    /**
     * Returns what a server does that no longer hears from a peer.
     *
     * @return the policy
     */
    public WhenIsolated whenIsolated() {
        return whenIsolated;
    }

    /**
     * Returns which of the peers this server is, where it cannot find out by itself.
     *
     * @return the address as in {@link #peers()}, if it was set
     */
    public Optional<URI> self() {
        return Optional.ofNullable(self);
    }

    AllowedRequesters allowed() {
        return allowed;
    }

    /** Builds configurations; every method checks its argument at once. Not for use by several threads at once. */
    public static final class Builder {
        private static final Pattern PATH_PATTERN = Pattern.compile("(/[A-Za-z0-9._~!$&'()+,=:@-]+)+");
        private static final int LONGEST_PATH = 1000;

        private boolean enabled = true;
        private Set<URI> peers = new LinkedHashSet<>();
        private List<String> allowedRequesters = new ArrayList<>();
        private boolean logging;
        private String path = "/SYSTEM/flush-memoized-statement";
        private Duration timeout = Duration.ofSeconds(5);
        private Duration heartbeat = Duration.ofSeconds(1);
        private Duration stalenessBound = Duration.ofSeconds(30);
        private Duration absence = Duration.ofMinutes(5);
        private WhenIsolated whenIsolated = WhenIsolated.SHORTEN;
        private @Nullable URI self;

        private Builder() {}

        /**
         * Switches clustering on or off.
         *
         * @param enabled default true
         * @return this builder
         */
        public Builder enabled(boolean enabled) {
            this.enabled = enabled;
            return this;
        }

        /**
         * Sets the servers of the cluster, in place of those set before. This server may be among them, and
         * one that is listed twice counts once.
         *
         * @param peers each {@code http://host:port} or {@code https://host:port}; a bare host means http
         *     and port 80
         * @return this builder
         * @throws IllegalArgumentException if one is neither
         */
        public Builder peers(String... peers) {
            var parsed = new LinkedHashSet<URI>();
            for (String peer : peers) {
                parsed.add(PeerAddress.parse(ConfigKeys.PEERS, peer));
            }
            this.peers = parsed;
            return this;
        }

        /**
         * Sets who may flush here, in place of those set before. Nobody is allowed who is not listed, this
         * machine included.
         *
         * @param rules each an address ({@code 192.168.16.1}, {@code fd00::1}), {@code 192.168.16.*}, or an
         *     address range ({@code 10.0.0.0/8}); default none
         * @return this builder
         * @throws IllegalArgumentException if one is neither
         */
        public Builder allowedRequesters(String... rules) {
            List<String> copy = List.of(rules);
            AllowedRequesters.parse(copy);
            this.allowedRequesters = copy;
            return this;
        }

        /**
         * Sets whether each received flush is logged at level INFO.
         *
         * @param logging default false
         * @return this builder
         */
        public Builder logging(boolean logging) {
            this.logging = logging;
            return this;
        }

        /**
         * Sets where the flush servlet stands on every server.
         *
         * @param path from the root of the host, the context path included; default {@code
         *     /SYSTEM/flush-memoized-statement}
         * @return this builder
         * @throws IllegalArgumentException if it is not a plain path
         */
        public Builder path(String path) {
            if (path.length() > LONGEST_PATH
                    || !PATH_PATTERN.matcher(path).matches()
                    || path.contains("/./")
                    || path.contains("/../")
                    || path.endsWith("/.")
                    || path.endsWith("/..")) {
                throw new IllegalArgumentException(
                        ConfigKeys.PATH + " must be a path such as /SYSTEM/flush, without '*', '%',"
                                + " '?' or an empty part, but was '" + Printable.of(path) + "'");
            }
            this.path = path;
            return this;
        }

        /**
         * Sets how long one request to a peer may take in all.
         *
         * @param timeout positive; default 5 s
         * @return this builder
         * @throws IllegalArgumentException if it is not positive, or longer than a day
         */
        public Builder timeout(Duration timeout) {
            this.timeout = positive(ConfigKeys.TIMEOUT, timeout);
            return this;
        }

        /**
         * Sets how often a server that has nothing to flush lets its peers hear from it.
         *
         * @param heartbeat positive; default 1 s
         * @return this builder
         * @throws IllegalArgumentException if it is not positive, or longer than a day
         */
        public Builder heartbeat(Duration heartbeat) {
            this.heartbeat = positive(ConfigKeys.HEARTBEAT, heartbeat);
            return this;
        }

        /**
         * Sets for how long a peer that cannot be told may serve an old value.
         *
         * @param bound at least three heartbeats; default 30 s
         * @return this builder
         * @throws IllegalArgumentException if it is not positive, or longer than a day; whether it is three
         *     heartbeats is checked by {@link #build()}
         */
        public Builder stalenessBound(Duration bound) {
            this.stalenessBound = positive(ConfigKeys.STALENESS_BOUND, bound);
            return this;
        }

        /**
         * Sets for how long a server that has said goodbye need not be heard from.
         *
         * @param absence zero makes goodbyes mean nothing; default 5 min
         * @return this builder
         * @throws IllegalArgumentException if it is negative, or longer than a day
         */
        public Builder absence(Duration absence) {
            this.absence = absence.isZero() ? absence : positive(ConfigKeys.ABSENCE, absence);
            return this;
        }

        /**
         * Sets what a server does that no longer hears from a peer.
         *
         * @param policy default {@link WhenIsolated#SHORTEN}
         * @return this builder
         */
        public Builder whenIsolated(WhenIsolated policy) {
            this.whenIsolated = requireNonNull(policy, "policy");
            return this;
        }

        /**
         * Names the peer that this server is. Needed only where it cannot reach itself under the address
         * that the others use, and then differs from server to server.
         *
         * @param self as in {@link #peers}; it need not be listed there
         * @return this builder
         * @throws IllegalArgumentException if it is no address
         */
        public Builder self(String self) {
            this.self = PeerAddress.parse(ConfigKeys.SELF, self);
            return this;
        }

        /**
         * Returns the configuration.
         *
         * @return the configuration
         * @throws IllegalArgumentException if clustering is on and there is no peer, or the staleness bound
         *     is below three heartbeats
         */
        public ClusterConfig build() {
            return new ClusterConfig(this);
        }

        private static Duration positive(String key, Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException(key + " must be positive: " + value);
            }
            if (value.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException(key + " must not be longer than a day: " + value);
            }
            return value;
        }
    }
}
