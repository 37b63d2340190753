package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Dice.MILLI;
import static io.github.clustermemoizer.cluster.Dice.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Two servers, of which one is cut off for an hour while the other flushes a thousand statements a second. */
class AwayForAnHourTest {
    private static final long AWAY = 3_600 * SECOND;
    private static final int MOST_IN_ONE_REQUEST = Wire.REQUEST_LINE_LIMIT / 10;
    private static final long STEP = 10 * MILLI;
    private static final int FLUSHES_PER_STEP = 10;
    private static final String TEXT = "select name from greebles where id = ";

    private final Simulation world = new Simulation(Scenario.quiet(AWAY + 10 * SECOND), 1);
    private final SimulatedServer here = world.servers.get(0);
    private final SimulatedServer away = world.servers.get(1);
    private long flushes;
    private int mostOwed;

    @Test
    void flushes_peerAwayForAnHour_memoryIsBoundedAndOnReturnItIsRight() {
        long start = System.nanoTime();

        QuietLogs.during(() -> {
            world.agenda.at(5 * SECOND, () -> {
                world.network.cut(here, away, AWAY);
                world.network.cut(away, here, AWAY);
                flushOn();
            });
            world.run();
        });

        System.out.printf(
                "away for an hour: %,d flushes, at most %,d items owed, %,d reads checked, %.1f s%n",
                flushes, mostOwed, world.tally.reads, (System.nanoTime() - start) / 1e9);
        assertThat(world.violation()).isEmpty();
        assertThat(flushes).isGreaterThanOrEqualTo(3_600_000);
        assertThat(mostOwed).isBetween(Backlog.MAX_ITEMS, Backlog.MAX_ITEMS + MOST_IN_ONE_REQUEST);
        assertThat(away.life).isNotNull();
        assertThat(away.life.dropsOfEverything).isPositive();
    }

    private void flushOn() {
        if (world.agenda.now() >= AWAY + 5 * SECOND) {
            return;
        }
        for (int i = 0; i < FLUSHES_PER_STEP; i++) {
            var unused = here.life.memoizer.flush(TEXT + flushes++);
        }
        for (PeerLink link : here.life.broadcaster.links()) {
            mostOwed = Math.max(mostOwed, link.isSelf() ? 0 : link.pending());
        }
        world.agenda.in(STEP, this::flushOn);
    }
}
