package io.github.clustermemoizer.cluster;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The settings of {@link ClusterConfig.Builder} that say who, where and what. */
abstract class ClusterConfigBuilder<B extends ClusterConfigBuilder<B>> extends SecurityBuilder<B> {
    private static final Pattern PATH_PATTERN = Pattern.compile("(/[A-Za-z0-9._~!$&'()+,=:@-]+)+");
    private static final int LONGEST_PATH = 1000;

    static final String DEFAULT_PATH = "/SYSTEM/flush-memoized-statement";

    // Read by ClusterConfig.
    boolean enabled = true;
    Set<URI> peers = Set.of();

    @Nullable
    PeerSource peerSource;

    List<String> allowedRequesters = List.of();
    boolean requirePeers;
    boolean logging;
    String path = DEFAULT_PATH;
    WhenIsolated whenIsolated = WhenIsolated.SHORTEN;

    @Nullable
    URI self;

    ClusterConfigBuilder() {}

    /**
     * Switches clustering on or off.
     *
     * @param enabled default true
     * @return this builder
     */
    public B enabled(boolean enabled) {
        this.enabled = enabled;
        return self();
    }

    /**
     * Sets the servers of the cluster, in place of those set before. This server may be among them, and
     * one that is listed twice counts once.
     *
     * @param peers each {@code http://host:port} or {@code https://host:port}, where a bare host means http
     *     and port 80; or {@code dns:host:port}, which means by http every address that the name has at the
     *     time, port 80 where none is given. Nothing is looked up here.
     * @return this builder
     * @throws IllegalArgumentException if one is neither
     * @throws IllegalStateException if a peer source was set
     */
    public B peers(String... peers) {
        var parsed = new LinkedHashSet<URI>();
        for (String peer : peers) {
            parsed.add(PeerAddress.parseEntry(ConfigKeys.PEERS, peer));
        }
        requireOneOrigin(!parsed.isEmpty() && peerSource != null);
        this.peers = parsed;
        return self();
    }

    /**
     * Sets what is asked for the servers of the cluster, in place of {@code peers} and of a source set
     * before.
     *
     * @param source safe to be shared, if this configuration is
     * @return this builder
     * @throws IllegalStateException if peers were set
     * @throws NullPointerException if {@code source} is null
     */
    public B peerSource(PeerSource source) {
        requireNonNull(source, "source");
        requireOneOrigin(!peers.isEmpty());
        this.peerSource = source;
        return self();
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
    public B allowedRequesters(String... rules) {
        List<String> copy = List.of(rules);
        AddressRules.parse(ConfigKeys.ALLOWED_REQUESTERS, copy);
        this.allowedRequesters = copy;
        return self();
    }

    /**
     * Sets whether the constructor of {@link ClusterBroadcaster} asks every peer as {@link ClusterBroadcaster#diagnose()}
     * does, waits for the answers, for up to a few timeouts, and throws where one of them shows for certain that
     * something is misconfigured.
     *
     * <p>It sees what this server runs into when it asks: TLS, a refusal with its reason, other secrets, an answer
     * that is not of this library, a load balancer or one server listed twice. It lets pass what looks the same while servers
     * start together or are changed one by one: nobody listens or answers, a name that has no address yet, 404, settings that
     * differ, no memoizer, a version that answers no questions. It cannot see the way back, since this server does not
     * serve yet, nor peers that are not known yet. A server whose address is in the list and that serves something else there
     * until it is set up should set {@code self}.
     *
     * @param requirePeers default false: what is wrong is logged
     * @return this builder
     */
    public B requirePeers(boolean requirePeers) {
        this.requirePeers = requirePeers;
        return self();
    }

    /**
     * Sets whether each received flush is logged at level INFO.
     *
     * @param logging default false
     * @return this builder
     */
    public B logging(boolean logging) {
        this.logging = logging;
        return self();
    }

    /**
     * Sets where the flush servlet stands on every server.
     *
     * @param path from the root of the host, the context path included; default {@code
     *     /SYSTEM/flush-memoized-statement}
     * @return this builder
     * @throws IllegalArgumentException if it is not a plain path
     */
    public B path(String path) {
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
        return self();
    }

    /**
     * Sets what a server does that no longer hears from a peer.
     *
     * @param policy default {@link WhenIsolated#SHORTEN}
     * @return this builder
     */
    public B whenIsolated(WhenIsolated policy) {
        this.whenIsolated = requireNonNull(policy, "policy");
        return self();
    }

    /**
     * Names the peer that this server is. Needed only where it cannot reach itself under the address
     * that the others use, and then differs from server to server.
     *
     * @param self {@code http://host:port} or {@code https://host:port} as in {@code peers}; it need not
     *     be listed there
     * @return this builder
     * @throws IllegalArgumentException if it is no address
     */
    public B self(String self) {
        this.self = PeerAddress.parse(ConfigKeys.SELF, self);
        return self();
    }

    private static void requireOneOrigin(boolean both) {
        if (both) {
            throw new IllegalStateException(ConfigKeys.PEERS
                    + " and a peer source exclude each other; set one (a source may return fixed" + " addresses too)");
        }
    }
}
