package io.github.clustermemoizer.spring;

import io.github.clustermemoizer.cluster.WhenIsolated;
import io.github.clustermemoizer.cluster.WireForm;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What stands under {@code memoizer}.
 *
 * @param enabled Whether to set up a memoizer at all.
 * @param maximumSize Number of values to keep.
 * @param expireAfterWrite Time after which a value is dropped, counted from when it was stored. For ever if not set.
 * @param expireAfterAccess Time after which a value is dropped, counted from when it was last asked for. For ever if not set.
 * @param readLag Time by which the database that is read may lag behind the one that is written.
 * @param waitLimit Time for which a caller waits for the load of another thread.
 * @param rememberFailures Time for which a load that failed answers for its statement.
 * @param strictBound Whether to read the clock on every hit, so that the staleness bound holds to the moment after a pause of
 *     the process, too.
 * @param flushAfterCommit Whether what is flushed inside a transaction waits for its commit.
 * @param cluster The other servers. One server alone if nothing is set.
 * @param status The page that shows the cluster.
 */
@ConfigurationProperties("memoizer")
record MemoizerProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("10000") long maximumSize,
        @Nullable Duration expireAfterWrite,
        @Nullable Duration expireAfterAccess,
        @DefaultValue("0s") Duration readLag,
        @DefaultValue("5m") Duration waitLimit,
        @DefaultValue("0s") Duration rememberFailures,
        @DefaultValue("false") boolean strictBound,
        @DefaultValue("true") boolean flushAfterCommit,
        @DefaultValue Cluster cluster,
        @DefaultValue Status status) {

    /**
     * What stands under {@code memoizer.status}.
     *
     * @param path Path of the status page, context path included. There is no page if not set.
     * @param allowFlush Whether statements, and everything, can be flushed on the page.
     * @param guardedByApplication Whether the application's own security alone decides who may see the page; else the allowed
     *     requesters may.
     */
    record Status(
            @Nullable String path,
            @DefaultValue("false") boolean allowFlush,
            @DefaultValue("false") boolean guardedByApplication) {}

    /**
     * What stands under {@code memoizer.cluster}: the settings of {@code server-cluster.properties}, under the same names.
     *
     * @param enabled Whether flushes are sent and received.
     * @param peers Comma-separated list of the servers, such as http://10.0.0.1:8080, or dns:host:port. This server may be among them.
     * @param peersRefresh Time after which the peers are asked for again, where they may come and go.
     * @param allowedRequesters Comma-separated list of who may flush here, such as 10.0.0.* or 10.0.0.0/8. Nobody if not set.
     * @param secret Secret that only the servers of the cluster know, at least 16 bytes. Nothing is signed if not set.
     * @param previousSecret Secret that other servers may still have while it is replaced.
     * @param acceptUnsigned Whether what is not signed is taken, too, although there is a secret.
     * @param trustedProxies Comma-separated list of the proxies that are believed when they name their client.
     * @param requirePeers Whether the application fails to start while a peer is misconfigured.
     * @param logging Whether each received flush is logged.
     * @param path Path of the flush servlet on every server, context path included.
     * @param timeout Time that one request to a peer may take in all.
     * @param heartbeat Time after which a server that has nothing to flush lets its peers hear from it.
     * @param stalenessBound Time for which a peer that cannot be told may serve an old value. At least three heartbeats.
     * @param absence Time for which a server that was closed cleanly is not missed.
     * @param whenIsolated What to do while a peer is not heard from.
     * @param self Address that this server has among the peers, where it cannot find out by itself.
     * @param wire How statements are named on the wire.
     * @param sslBundle Name of the SSL bundle whose certificates https peers are trusted by, and are shown.
     */
    record Cluster(
            @DefaultValue("true") boolean enabled,
            @DefaultValue List<String> peers,
            @DefaultValue("10s") Duration peersRefresh,
            @DefaultValue List<String> allowedRequesters,
            @Nullable String secret,
            @Nullable String previousSecret,
            @DefaultValue("false") boolean acceptUnsigned,
            @DefaultValue List<String> trustedProxies,
            @DefaultValue("false") boolean requirePeers,
            @DefaultValue("false") boolean logging,

            @DefaultValue("/SYSTEM/flush-memoized-statement")
            String path,

            @DefaultValue("5s") Duration timeout,
            @DefaultValue("1s") Duration heartbeat,
            @DefaultValue("30s") Duration stalenessBound,
            @DefaultValue("5m") Duration absence,
            @DefaultValue("shorten") WhenIsolated whenIsolated,
            @Nullable String self,
            @DefaultValue("text") WireForm wire,
            @Nullable String sslBundle) {
        /** Without what is secret. */
        @Override
        public String toString() {
            return "Cluster[peers=" + peers + ", path=" + path + "]";
        }
    }
}
