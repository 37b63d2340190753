package io.github.clustermemoizer.cluster;

/** The settings by name. */
final class ConfigKeys {
    static final String ENABLED = "server-cluster.enabled";
    static final String PEERS = "server-cluster.peers";
    static final String PEERS_REFRESH = "server-cluster.peers-refresh";
    static final String ALLOWED_REQUESTERS = "server-cluster.allowed-requesters";
    static final String REQUIRE_PEERS = "server-cluster.require-peers";
    static final String LOGGING = "server-cluster.logging";
    static final String PATH = "server-cluster.path";
    static final String TIMEOUT = "server-cluster.timeout";
    static final String HEARTBEAT = "server-cluster.heartbeat";
    static final String STALENESS_BOUND = "server-cluster.staleness-bound";
    static final String ABSENCE = "server-cluster.absence";
    static final String WHEN_ISOLATED = "server-cluster.when-isolated";
    static final String SELF = "server-cluster.self";
    static final String SECRET = "server-cluster.secret";
    static final String PREVIOUS_SECRET = "server-cluster.previous-secret";
    static final String ACCEPT_UNSIGNED = "server-cluster.accept-unsigned";
    static final String TRUSTED_PROXIES = "server-cluster.trusted-proxies";
    static final String WIRE = "server-cluster.wire";
    static final String TRUST_STORE = "server-cluster.trust-store";
    static final String TRUST_STORE_PASSWORD = "server-cluster.trust-store-password";
    static final String KEY_STORE = "server-cluster.key-store";
    static final String KEY_STORE_PASSWORD = "server-cluster.key-store-password";

    /** Behind the name of a key whose value stands in a file of its own. */
    static final String IN_A_FILE = "-file";

    private ConfigKeys() {}
}
