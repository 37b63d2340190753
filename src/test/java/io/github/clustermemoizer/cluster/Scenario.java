package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Dice.MILLI;
import static io.github.clustermemoizer.cluster.Dice.SECOND;

import java.time.Duration;

/**
 * What kind of world a seed makes. Durations are nanoseconds.
 *
 * @param servers how many addresses there are
 * @param bound B
 * @param absence G
 * @param discovery whether servers find each other by a list that changes, and not by a fixed one
 * @param loss share of the messages that get lost
 * @param strange share of the requests that somebody else answers, such as a proxy
 * @param twice share of the requests that arrive twice
 * @param signed whether the servers share a secret
 * @param replayed share of the requests that somebody records and sends again, to the same server and to another
 * @param slowness mean delay of the tenth of the messages that are late
 * @param faultPause mean time between two faults; 0 for a world without any
 * @param plots share of the faults that come together as by design
 * @param traffic mean time between two reads or writes, over all servers
 * @param writes share of the traffic that writes and flushes
 * @param slowLoads share of the loads that take their time
 * @param burst how many statements a burst flushes
 * @param burstLength how long each of them is
 * @param statements what is read and written
 * @param duration how long things go wrong
 */
record Scenario(
        int servers,
        long bound,
        long absence,
        long heartbeat,
        long timeout,
        boolean discovery,
        double loss,
        double strange,
        double twice,
        boolean signed,
        double replayed,
        long slowness,
        long faultPause,
        double plots,
        long traffic,
        double writes,
        double slowLoads,
        int burst,
        int burstLength,
        Statements statements,
        long duration) {
    static final long LONGEST_KEPT_ON_LIST = 5 * SECOND;
    static final double WORST_RATE = 0.01;

    static Scenario draw(Dice dice) {
        long bound = dice.oneOf(4 * SECOND, 6 * SECOND, 8 * SECOND);
        long absence = dice.chance(0.5) ? 0 : dice.oneOf(bound, 2 * bound, 5 * bound);
        boolean calm = dice.chance(0.02);
        boolean heavy = dice.chance(0.004);
        boolean plotted = dice.chance(0.6);
        boolean signed = dice.chance(0.5);
        return new Scenario(
                dice.chance(plotted ? 0.6 : 0.2) ? 2 : 2 + dice.below(dice.chance(0.3) ? 6 : 3),
                bound,
                absence,
                dice.oneOf(bound / 6, SECOND / 2, bound / 3),
                dice.oneOf(2 * SECOND, SECOND),
                absence > 0 && dice.chance(0.4),
                calm ? 0 : dice.oneOf(0, 0.02, 0.2),
                calm ? 0 : dice.oneOf(0, 0, 0.02),
                calm ? 0 : dice.oneOf(0, 0.05),
                signed,
                signed ? 0.03 : 0,
                calm ? MILLI : dice.oneOf(5 * MILLI, 200 * MILLI, bound * 2 / 3),
                calm ? 0 : plotted ? dice.oneOf(bound, 3 * bound) : dice.oneOf(2 * SECOND, 4 * SECOND, 8 * SECOND),
                plotted ? 1 : 0.3,
                dice.oneOf(30 * MILLI, 50 * MILLI),
                dice.chance(0.1) ? 0.3 : 0.04,
                dice.oneOf(0, 0.1),
                heavy ? Backlog.MAX_ITEMS + 100 : dice.chance(0.1) ? Backlog.MAX_CHARACTERS / 5_800 + 10 : 0,
                heavy ? 10 : 5_800,
                dice.chance(0.5) ? Statements.LONG : Statements.SHORT,
                110 * SECOND);
    }

    /** Returns a world of two servers with default settings, where nothing goes wrong by itself. */
    static Scenario quiet(long duration) {
        return new Scenario(
                2,
                30 * SECOND,
                300 * SECOND,
                SECOND,
                5 * SECOND,
                false,
                0,
                0,
                0,
                true,
                0,
                MILLI,
                0,
                0,
                20 * MILLI,
                0.04,
                0,
                0,
                0,
                Statements.SHORT,
                duration);
    }

    ClusterConfig.Builder config() {
        ClusterConfig.Builder builder = ClusterConfig.builder();
        if (signed) {
            builder.secret("known to the simulated servers alone");
        }
        return builder.stalenessBound(Duration.ofNanos(bound))
                .absence(Duration.ofNanos(absence))
                .peersRefresh(Duration.ofMillis(500))
                .heartbeat(Duration.ofNanos(heartbeat))
                .timeout(Duration.ofNanos(timeout));
    }

    /** How long after the end of all faults a cluster may take to be as if there had been none. */
    long healing() {
        long longestBackOff = 2 * SECOND;
        long listing = discovery ? Math.max(longestListingLag(), LONGEST_KEPT_ON_LIST) : 0;
        return listing + timeout + longestBackOff + 4 * heartbeat + bound * 102 / 100 + 2 * SECOND;
    }

    /** A peer that lists a server late lists it within this time after its start. */
    long longestListingLag() {
        return absence / 2 - absence / 10;
    }
}
