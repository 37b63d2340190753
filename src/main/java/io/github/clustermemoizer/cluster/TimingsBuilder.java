package io.github.clustermemoizer.cluster;

import java.time.Duration;

/** The settings of {@link ClusterConfig.Builder} that say how long and how often. */
abstract class TimingsBuilder<B extends TimingsBuilder<B>> {
    private Duration timeout = Duration.ofSeconds(5);
    private Duration heartbeat = Duration.ofSeconds(1);
    private Duration stalenessBound = Duration.ofSeconds(30);
    private Duration absence = Duration.ofMinutes(5);
    private Duration peersRefresh = Duration.ofSeconds(10);

    TimingsBuilder() {}

    /**
     * Sets how long one request to a peer may take in all.
     *
     * @param timeout positive; default 5 s
     * @return this builder
     * @throws IllegalArgumentException if it is not positive, or longer than a day
     */
    public B timeout(Duration timeout) {
        this.timeout = positive(ConfigKeys.TIMEOUT, timeout);
        return self();
    }

    /**
     * Sets how often a server that has nothing to flush lets its peers hear from it.
     *
     * @param heartbeat positive; default 1 s
     * @return this builder
     * @throws IllegalArgumentException if it is not positive, or longer than a day
     */
    public B heartbeat(Duration heartbeat) {
        this.heartbeat = positive(ConfigKeys.HEARTBEAT, heartbeat);
        return self();
    }

    /**
     * Sets for how long a peer that cannot be told may serve an old value.
     *
     * @param bound at least three heartbeats; default 30 s
     * @return this builder
     * @throws IllegalArgumentException if it is not positive, or longer than a day; whether it is three
     *     heartbeats is checked by {@link ClusterConfig.Builder#build()}
     */
    public B stalenessBound(Duration bound) {
        this.stalenessBound = positive(ConfigKeys.STALENESS_BOUND, bound);
        return self();
    }

    /**
     * Sets for how long a server that has said goodbye need not be heard from.
     *
     * @param absence zero makes goodbyes mean nothing; at least four times {@code peersRefresh} where peers come and
     *     go; default 5 min
     * @return this builder
     * @throws IllegalArgumentException if it is negative, or longer than a day
     */
    public B absence(Duration absence) {
        this.absence = absence.isZero() ? absence : positive(ConfigKeys.ABSENCE, absence);
        return self();
    }

    /**
     * Sets how long after each answer of a {@link PeerSource}, or of DNS, the peers are asked for again.
     * What was found once may be remembered on the way; the JVM alone keeps a name's addresses for 30 s.
     *
     * @param interval positive; default 10 s; means nothing where all peers have fixed addresses
     * @return this builder
     * @throws IllegalArgumentException if it is not positive, or longer than a day
     */
    public B peersRefresh(Duration interval) {
        this.peersRefresh = positive(ConfigKeys.PEERS_REFRESH, interval);
        return self();
    }

    abstract B self();

    Timings timings() {
        return new Timings(timeout, heartbeat, stalenessBound, absence, peersRefresh);
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
