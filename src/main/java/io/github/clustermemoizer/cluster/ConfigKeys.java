package io.github.clustermemoizer.cluster;

/** The settings by name. */
final class ConfigKeys {
    static final String ENABLED = "server-cluster.enabled";
    static final String PEERS = "server-cluster.peers";
    static final String PEERS_REFRESH = "server-cluster.peers-refresh";
    static final String ALLOWED_REQUESTERS = "server-cluster.allowed-requesters";
    static final String LOGGING = "server-cluster.logging";
    static final String PATH = "server-cluster.path";
    static final String TIMEOUT = "server-cluster.timeout";
    static final String HEARTBEAT = "server-cluster.heartbeat";
    static final String STALENESS_BOUND = "server-cluster.staleness-bound";
    static final String ABSENCE = "server-cluster.absence";
    static final String WHEN_ISOLATED = "server-cluster.when-isolated";
    static final String SELF = "server-cluster.self";
    static final String SECRET = "server-cluster.secret";

    private ConfigKeys() {}
}
