package io.github.clustermemoizer.status;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What one server tells of itself. One that came from a peer has been read with limits, and nothing more is known of it.
 *
 * @param instance the server's instance id
 * @param boundSeconds the staleness bound
 * @param boundInForceSeconds at which age values are loaded anew now; empty while all peers are heard from
 * @param received requests of peers that were taken
 * @param receivedFlushes flushes that these brought
 * @param refused requests that were refused
 * @param peers how it sees each server that it lists, itself included
 * @param flushes the last ones, the newest first
 */
record Report(
        String instance,
        String version,
        double uptimeSeconds,
        double boundSeconds,
        OptionalDouble boundInForceSeconds,
        long received,
        long receivedFlushes,
        long refused,
        Values values,
        TimeLines lines,
        List<Sight> peers,
        List<FlushLine> flushes) {}
