package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Must show 4: twenty servers in one JVM, Jetty and Tomcat by turns, under traffic and random faults. No
 * read breaks the bound or a settled delivery, and memory and threads stay flat. {@code
 * -Dsoak.seconds=600} for the long run.
 */
class SoakTest {
    private static final int SERVERS = 20;
    private static final int ROWS = 1000;
    private static final Duration RUN = Duration.ofSeconds(Long.getLong("soak.seconds", 10));
    private static final Duration LONG_RUN = Duration.ofMinutes(2);
    private static final Duration BOUND = Duration.ofSeconds(2);
    private static final Duration HEARTBEAT = Duration.ofMillis(400);
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Duration ABSENCE = Duration.ofMillis(Long.getLong("soak.absence.millis", 1000));
    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(10);
    private static final Duration SLACK = Duration.ofSeconds(1);
    /** By how much a delivery may settle late where many threads share few processors; halts of all come on top. */
    private static final Duration UNHURRIED = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Logger log = (Logger) LoggerFactory.getLogger("io.github.clustermemoizer");
    private final java.util.logging.Logger tomcat = java.util.logging.Logger.getLogger("org.apache.catalina");
    private final long seed = Long.getLong("soak.seed", System.nanoTime());
    private final long bound = BOUND.toNanos() * 1021 / 1000;
    private final Versions versions = new Versions(ROWS, bound, SLACK.toNanos());
    private final Collection<WeakReference<ClusterBroadcaster>> everMade = new ConcurrentLinkedQueue<>();
    private final Footprint footprint = new Footprint();

    private Duration longestHalt = Duration.ZERO;

    @BeforeEach
    void hush() {
        log.setLevel(Level.ERROR);
        tomcat.setLevel(java.util.logging.Level.OFF);
    }

    @AfterEach
    void speak() {
        log.setLevel(Level.INFO);
        tomcat.setLevel(java.util.logging.Level.INFO);
    }

    @Test
    void traffic_twentyServersAndRandomFaults_breaksNoPromiseAndLeavesNothingBehind() {
        Set<Thread> threadsBefore = ownThreads();

        run();

        assertThat(versions.violations()).as("seed %s", seed).isEmpty();
        assertThat(versions.latestSettlement)
                .hasValueLessThan(UNHURRIED.plus(longestHalt.multipliedBy(2)).toNanos());
        assertThat(List.of(versions.strict, versions.byTicker))
                .as("the faults have bitten")
                .allMatch(tally -> tally.longestStaleness.get() > TIMEOUT.toNanos());
        await("no thread is left", PATIENCE, () -> threadsBefore.containsAll(ownThreads()));
        await("no broadcaster is left", PATIENCE, this::areAllGone);
        System.out.printf(
                "  left when all are gone: %.1f MB after %d servers%n", Footprint.usedBytes() / 1e6, everMade.size());
        if (RUN.compareTo(LONG_RUN) >= 0) {
            assertThat(footprint.bytes()).matches(bytes -> bytes.isFlat(0.1, 0), "is flat");
            assertThat(footprint.threads()).matches(threads -> threads.isFlat(0.1, 10), "is flat");
        }
    }

    /** In a method of its own, so that nothing on the stack holds on to a server afterwards. */
    private void run() {
        try (var network = new PairFaults(TIMEOUT.multipliedBy(3))) {
            List<SoakServer> servers = servers(network);
            try {
                servers.forEach(SoakServer::start);
                run(servers, network);
            } finally {
                servers.parallelStream().filter(SoakServer::isUp).forEach(SoakServer::crash);
            }
        }
    }

    private void run(List<SoakServer> servers, PairFaults network) {
        await("all have met", PATIENCE, () -> servers.stream().allMatch(SoakServer::hearsAll));
        try (var chaos = new SoakChaos(servers, network, ROWS, BOUND, seed);
                var traffic = new SoakTraffic(servers, ROWS, seed)) {
            storm(chaos);
            longestHalt = traffic.longestHalt();
            print(chaos + " " + new TreeMap<>(network.struck));
            assertThat(traffic.failures()).isEmpty();
        }
        assertThat(versions.violations()).as("seed %s", seed).isEmpty();
        await(
                "all serve every row as it is now",
                PATIENCE,
                () -> servers.stream().allMatch(this::isUpToDate));
        await("all hear all again", PATIENCE, () -> servers.stream().allMatch(SoakServer::hearsAll));
        await("all is settled", PATIENCE, () -> servers.stream().allMatch(server -> server.unsettled() == 0));
    }

    private List<SoakServer> servers(PairFaults network) {
        List<TestServer> opened = IntStream.range(0, SERVERS)
                .mapToObj(number -> SoakServer.open(number, 0))
                .toList();
        ClusterConfig config = ClusterConfig.builder()
                .peers(opened.stream().map(server -> server.uri().toString()).toArray(String[]::new))
                .allowedRequesters("127.0.0.0/8")
                .timeout(TIMEOUT)
                .heartbeat(HEARTBEAT)
                .stalenessBound(BOUND)
                .absence(ABSENCE)
                .build();
        return IntStream.range(0, SERVERS)
                .mapToObj(number -> new SoakServer(number, opened.get(number), config, versions, network, everMade))
                .toList();
    }

    private void storm(SoakChaos chaos) {
        long start = System.nanoTime();
        Duration between = RUN.dividedBy(5).compareTo(BETWEEN_SAMPLES) < 0 ? RUN.dividedBy(5) : BETWEEN_SAMPLES;
        long warmUp = Math.min(RUN.dividedBy(5).toNanos(), Duration.ofMinutes(1).toNanos());
        long nextSample = start + warmUp;
        while (System.nanoTime() - start < RUN.toNanos()
                && versions.violations().isEmpty()) {
            chaos.step();
            if (System.nanoTime() - nextSample >= 0) {
                footprint.sample();
                nextSample += between.toNanos();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        footprint.sample();
    }

    private boolean isUpToDate(SoakServer server) {
        return IntStream.range(0, ROWS).allMatch(row -> server.peek(row) == versions.load(row));
    }

    private boolean areAllGone() {
        System.gc();
        return everMade.stream().allMatch(broadcaster -> broadcaster.get() == null);
    }

    private void print(String faults) {
        System.out.printf(
                "soak of %d s, %d servers, bound %d ms, seed %d%n  faults: %s%n"
                        + "  writes %s, settled by all %s, lapsed %s, settled at the latest %d ms from the limit %s,"
                        + " longest halt of the machine %d ms%n",
                RUN.toSeconds(),
                SERVERS,
                BOUND.toMillis(),
                seed,
                faults,
                versions.writes,
                versions.acknowledged,
                versions.lapsed,
                versions.latestSettlement.get() / 1_000_000,
                versions.latestSettled,
                longestHalt.toMillis());
        for (Versions.Strictness strictness : Versions.Strictness.values()) {
            Versions.Tally tally = versions.tally(strictness);
            System.out.printf(
                    "  %-9s reads %s, of them old %s, longest staleness %d ms, nearest to its limit %d ms%n",
                    strictness,
                    tally.reads,
                    tally.staleReads,
                    tally.longestStaleness.get() / 1_000_000,
                    tally.latest.get() / 1_000_000);
        }
        Footprint.Trend bytes = footprint.bytes();
        Footprint.Trend threads = footprint.threads();
        System.out.printf(
                "  heap after collection at the lowest %.1f MB in the first third, %.1f MB in the last; threads %d and %d; %d servers made%n",
                bytes.first() / 1e6, bytes.last() / 1e6, threads.first(), threads.last(), everMade.size());
        if (Boolean.getBoolean("soak.samples")) {
            footprint.samples().forEach(System.out::println);
        }
    }

    /** Of the library and the HTTP client: what containers and the JVM keep is none of our business. */
    private static Set<Thread> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("memoizer")
                        || thread.getName().startsWith("httpclient-"))
                .collect(Collectors.toSet());
    }
}
