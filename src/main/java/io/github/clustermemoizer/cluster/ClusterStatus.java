package io.github.clustermemoizer.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How one server sees the cluster at one moment.
 *
 * @param instance this server's instance id, new at every start
 * @param boundInForce at which age values are loaded anew now (some at half of it), since a peer is not heard
 *     from; empty while all are, and where values are served on
 * @param peers one for each listed address, this server's own included
 * @param received what has come in from peers
 */
public record ClusterStatus(
        String instance, Optional<Duration> boundInForce, List<PeerStatus> peers, Received received) {}
