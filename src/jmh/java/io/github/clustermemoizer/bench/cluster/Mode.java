package io.github.clustermemoizer.bench.cluster;

import java.util.List;

/** What is measured of each side, and by which figures the sides are compared. */
enum Mode {
    LATENCY("one flush at a time", List.of("known p50 us", "known p99 us")),
    SUSTAINED("as fast as the peers can follow", List.of("flushes/s", "CPU s/100k")),
    PACED("at a steady pace", List.of("gone p50 us", "CPU s/100k")),
    CALLER("the caller's cost of one call", List.of("ns p50", "bytes"));

    final String title;
    final List<String> compared;

    Mode(String title, List<String> compared) {
        this.title = title;
        this.compared = compared;
    }
}
