package io.github.clustermemoizer.bench.cluster;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;

/**
 * Measures how a flush travels from one JVM to others, beside other ways to do the same: {@code mvn -q -Pbench verify
 * -Dbench=propagation}, some twenty minutes. {@code -Dbench.args="sides=ours,jgroups peers=1,3 repetitions=1"} and so
 * on changes what {@link Options} lists. All processes stand on loopback addresses, are started by this one, and end
 * with it.
 *
 * <p>Sides: this library as it is by default, signed, and with digests on the wire; a multicast by JGroups over TCP; a
 * cache of Infinispan in invalidation mode; Redis as a broker, if {@code redis-server} is on the path; one asynchronous
 * GET for each flush by hand; and a bare GET that drops nothing, answered in the same container. All but Infinispan keep
 * their values in Caffeine.
 *
 * <p>Modes:
 * <ul>
 * <li>One flush at a time. "Gone" is the time until the last peer has dropped the value. That compares readings of the
 *     system's monotonic clock in two processes, which holds on Linux. "Known" is the time until the sender knows: by
 *     the side's own answer, or, where it has none (JGroups, Infinispan's asynchronous mode, Redis), by a word that the
 *     peer sends over a socket beside it as soon as the value is gone, which the sending thread itself reads: the
 *     cheapest answer there can be.
 * <li>As fast as the peers can follow, for some seconds. Peers tell a thousand times a second how many flushes they have
 *     applied, and the sender lets no more than a window of them be under way ({@link Side#window}). No statement waits
 *     twice, so a peer must count exactly as many as were sent: "lost" is what is missing, which for this library
 *     would be what has been widened to "everything". Each peer begins with 200,000 values; what is flushed after
 *     those is not there.
 * <li>At a steady pace.
 * <li>What the call takes of its thread, in bursts of 20. Here all peers share one process, so only the caller's own
 *     figures count.
 * </ul>
 *
 * <p>{@code delay=80} adds so many milliseconds to each round trip between two nodes, as between regions, by a relay
 * before each; Redis stands near the sender. The socket beside is not delayed, so what "known" is to sides that have no
 * answer of their own comes half a round trip early; "gone" holds for all. The caller is not measured then, and the
 * files end with {@code -far.csv}. One flush at a time takes its time: {@code flushes=50} is enough.
 *
 * <p>Processor time is that of all processes, user and system. Sides take turns, each time in fresh processes, which
 * warm up first. Tables show medians and quartiles of the repetitions, and ratios within the same one; all figures go
 * into {@code target/bench/propagation-*.csv}.
 */
public final class Propagation {
    static final Path FOLDER = Path.of("target", "bench");

    private final Options options;
    private final Report report = new Report();
    private boolean failed;

    private Propagation(Options options) {
        this.options = options;
    }

    public static void main(String[] arguments) throws Exception {
        Options options = Options.parse(arguments);
        if (options.sides().contains(Sides.REDIS) && !RedisServer.isOnPath()) {
            System.out.println("\n*** REDIS IS LEFT OUT: there is no redis-server on the PATH ***\n");
            options = options.without(Sides.REDIS);
        }
        Files.createDirectories(FOLDER);
        var propagation = new Propagation(options);
        propagation.run();
        if (propagation.failed) {
            System.exit(1);
        }
    }

    private void run() throws IOException {
        for (int repetition = 1; repetition <= options.repetitions(); repetition++) {
            printLoad();
            for (int peers : options.peers()) {
                for (String side : options.sides()) {
                    measure(side, peers, repetition, this::measureWay);
                }
            }
            for (int peers : options.isNear() ? options.callerPeers() : List.<Integer>of()) {
                for (String side : options.sides()) {
                    if (peers <= 2 || Sides.isLight(side)) {
                        measure(side, peers, repetition, this::measureCaller);
                    }
                }
            }
            report.writeCsv(FOLDER, options.isNear() ? "" : "-far");
        }
        printLoad();
        report.print();
    }

    private interface Measuring {
        void measure(String side, int peers, int repetition) throws Exception;
    }

    /** One that fails must not cost the others their turns. */
    private void measure(String side, int peers, int repetition, Measuring measuring) {
        try {
            measuring.measure(side, peers, repetition);
        } catch (Exception e) {
            failed = true;
            System.out.println(
                    "\n*** FAILED: " + side + " with " + peers + " peer(s), #" + repetition + ": " + e + " ***\n");
        }
    }

    /** What else the machine does decides how far the figures can be trusted. */
    private static void printLoad() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        System.out.printf(
                "%tT: Java %s, %d processors, load %.2f%n",
                LocalTime.now(), Runtime.version(), system.getAvailableProcessors(), system.getSystemLoadAverage());
    }

    private void measureWay(String side, int peers, int repetition) throws Exception {
        try (var trial = new Trial(side, peers, false, options)) {
            trial.run(options.warmUpOrder(1));
            add(Mode.LATENCY, peers, side, repetition, trial.run("latency " + options.flushes()));
            add(Mode.SUSTAINED, peers, side, repetition, trial.run("sustained " + options.sustained()));
            add(Mode.PACED, peers, side, repetition, trial.run("paced " + options.rate() + " " + options.paced()));
        }
    }

    private void measureCaller(String side, int peers, int repetition) throws Exception {
        try (var trial = new Trial(side, peers, true, options)) {
            trial.run(options.warmUpOrder(0.5));
            add(Mode.CALLER, peers, side, repetition, trial.run("caller"));
        }
    }

    private void add(Mode mode, int peers, String side, int repetition, Map<String, Double> figures) {
        report.add(new Row(mode, peers, side, repetition, figures));
        if (figures.getOrDefault("lost", 0.0) != 0) {
            failed = true;
            System.out.println("\n*** NOT ALL FLUSHES WERE APPLIED, or some twice ***\n");
        }
        System.out.println(mode + " " + peers + " " + side + " #" + repetition + " " + figures);
    }
}
