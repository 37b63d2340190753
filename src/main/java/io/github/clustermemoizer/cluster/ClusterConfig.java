package io.github.clustermemoizer.cluster;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who the peers are and who may flush here. Immutable. The same file, or the same calls, serve every
 * server of the cluster: each finds out by itself which of the peers it is.
 */
public final class ClusterConfig {
    private final boolean enabled;
    private final List<URI> peers;
    private final @Nullable PeerSource peerSource;
    private final List<String> allowedRequesters;
    private final AddressRules allowed;
    private final boolean requirePeers;
    private final boolean logging;
    private final String path;
    private final Timings timings;
    private final WhenIsolated whenIsolated;
    private final @Nullable URI self;
    private final Security security;

    private ClusterConfig(Builder builder) {
        enabled = builder.enabled;
        peers = List.copyOf(builder.peers);
        peerSource = builder.peerSource;
        allowedRequesters = List.copyOf(builder.allowedRequesters);
        allowed = AddressRules.parse(ConfigKeys.ALLOWED_REQUESTERS, allowedRequesters);
        requirePeers = builder.requirePeers;
        logging = builder.logging;
        path = builder.path;
        timings = builder.timings();
        whenIsolated = builder.whenIsolated;
        self = builder.self;
        security = builder.security();
        if (enabled && peers.isEmpty() && peerSource == null) {
            throw new IllegalArgumentException(ConfigKeys.PEERS + " must not be empty while clustering is on;"
                    + " list the servers, or set " + ConfigKeys.ENABLED + " to false");
        }
        if (peerSource().mayChange()) {
            timings.requireAbsenceForChangingPeers();
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
        return load(file, ConfigFile.Log::warn);
    }

    /** The same, where warnings go elsewhere than into the log. */
    static ClusterConfig load(Path file, Consumer<String> warnings) throws IOException {
        Properties properties = ConfigFile.read(requireNonNull(file, "file"), warnings);
        return of(properties, file.toAbsolutePath().getParent(), warnings);
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
        return of(requireNonNull(properties, "properties"), null, ConfigFile.Log::warn);
    }

    private static ClusterConfig of(Properties properties, @Nullable Path folder, Consumer<String> warnings) {
        Builder builder = builder();
        ConfigFile.apply(properties, folder, warnings, builder);
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
     * Returns the servers of the cluster as they were configured. This server may be among them.
     *
     * @return scheme, host and port of each, and {@code dns:host:port} for each name that is looked up, in
     *     the given order; empty if there is a {@link PeerSource} instead; unmodifiable
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
     * Tells whether a start fails while a peer is misconfigured.
     *
     * @return true if so
     */
    public boolean requirePeers() {
        return requirePeers;
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
        return timings.timeout();
    }

    /**
     * Returns how often a server that has nothing to flush lets its peers hear from it; it does so at least six
     * times in each staleness bound.
     *
     * @return positive
     */
    public Duration heartbeat() {
        return timings.heartbeat();
    }

    /**
     * Returns for how long a peer that cannot be told may serve an old value.
     *
     * @return at least three heartbeats
     */
    public Duration stalenessBound() {
        return timings.stalenessBound();
    }

    /**
     * Returns for how long a server that has said goodbye need not be heard from.
     *
     * @return zero or positive
     */
    public Duration absence() {
        return timings.absence();
    }

    /**
     * Returns how long after each answer the peers are asked for again, where they may come and go.
     *
     * @return positive
     */
    public Duration peersRefresh() {
        return timings.peersRefresh();
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

    /**
     * Tells whether what this server sends is signed, and what it answers too.
     *
     * @return true if there is a secret
     */
    public boolean signed() {
        return security.secrets() != null;
    }

    /**
     * Tells whether requests without a signature are taken although there is a secret.
     *
     * @return true while a cluster is on its way from unsigned to signed
     */
    public boolean acceptUnsigned() {
        return security.acceptUnsigned();
    }

    /**
     * Returns through which proxies a request may come.
     *
     * @return the rules as given; unmodifiable
     */
    public List<String> trustedProxies() {
        return security.trustedProxies();
    }

    /**
     * Returns how statements are named on the wire.
     *
     * @return the form
     */
    public WireForm wire() {
        return security.wire();
    }

    Security security() {
        return security;
    }

    /** Returns what finds the peers: a new one for each broadcaster, since it remembers. Nothing is asked yet. */
    PeerList peerSource() {
        return peerSource == null ? PeerList.of(peers, InetAddress::getAllByName) : PeerList.of(peerSource);
    }

    AddressRules allowed() {
        return allowed;
    }

    /** Builds configurations; every method checks its argument at once. Not for use by several threads at once. */
    public static final class Builder extends ClusterConfigBuilder<Builder> {
        private Builder() {}

        /**
         * Returns the configuration.
         *
         * @return the configuration
         * @throws IllegalArgumentException if clustering is on and there is no peer and no peer source, the
         *     staleness bound is below three heartbeats, or the absence below four times the refresh of peers that
         *     come and go
         */
        public ClusterConfig build() {
            return new ClusterConfig(this);
        }

        @Override
        Builder self() {
            return this;
        }
    }
}
