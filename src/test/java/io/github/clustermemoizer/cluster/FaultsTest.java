package io.github.clustermemoizer.cluster;

import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.clustermemoizer.cluster.FaultRow.Outcome;
import io.github.clustermemoizer.cluster.FaultSite.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers in processes of their own are killed, stopped and cut off while all of them read and write. Every
 * answer that they give is held against the database.
 *
 * <p>Several sites run beside each other from the start, each with its rows one after the other; a test waits
 * for its row. {@code -Dfaults.seconds=600} adds that much of everything at random, {@code -Dfaults.seed} says
 * in which order.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGSTOP")
@Timeout(300)
class FaultsTest {
    private record Stage(Plan plan, List<FaultRow> rows) {}

    private static final Duration REPLICA_LAG = Duration.ofMillis(400);
    private static final Duration AT_RANDOM = Duration.ofSeconds(Long.getLong("faults.seconds", 0));

    private static final FaultRow EVERYTHING = FaultsAtRandom.row(AT_RANDOM, Long.getLong("faults.seed", 43));
    private static final FaultRow PAUSED = FaultRows.pausedWithoutStrictBound(AT_RANDOM.isZero() ? 1 : 10);

    /** Stages of one lane follow each other. */
    private static final List<List<Stage>> LANES = List.of(
            List.of(new Stage(new Plan("network", 11, 3, true, ZERO, ZERO), FaultRows.ofTheNetwork())),
            List.of(new Stage(new Plan("servers", 12, 3, true, ZERO, ZERO), FaultRows.ofServers())),
            List.of(
                    new Stage(new Plan("wires", 13, 2, true, Duration.ofSeconds(5), ZERO), FaultRows.ofTheWires()),
                    new Stage(
                            new Plan("unstrict", 14, 2, false, ZERO, ZERO),
                            List.of(FaultRows.cutOffWithoutStrictBound(), PAUSED)),
                    new Stage(
                            new Plan("replica", 15, 2, true, ZERO, REPLICA_LAG),
                            List.of(FaultRows.behindReplica(REPLICA_LAG)))),
            AT_RANDOM.isZero()
                    ? List.of()
                    : List.of(new Stage(new Plan("random", 16, 3, true, ZERO, ZERO), List.of(EVERYTHING))));

    private static final Map<FaultRow, CompletableFuture<Outcome>> OUTCOMES = new LinkedHashMap<>();

    private static FaultDatabaseProcess database;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        List<Stage> stages = LANES.stream().flatMap(List::stream).toList();
        stages.forEach(stage -> stage.rows.forEach(row -> OUTCOMES.put(row, new CompletableFuture<>())));
        database = new FaultDatabaseProcess(
                directory, stages.stream().map(stage -> stage.plan.name()).toList());
        for (List<Stage> lane : LANES) {
            FaultChild.start("lane", () -> lane.forEach(stage -> measure(stage, directory)));
        }
    }

    private static void measure(Stage stage, Path directory) {
        try (var site = new FaultSite(stage.plan, database, directory)) {
            int number = 1;
            for (FaultRow row : stage.rows) {
                OUTCOMES.get(row).complete(row.measure(site, number++));
            }
        } catch (Throwable e) {
            stage.rows.forEach(row -> OUTCOMES.get(row).completeExceptionally(e));
        }
    }

    @AfterAll
    static void stop() {
        database.close();
        System.out.println("| failure | what happened | longest staleness | bound |");
        OUTCOMES.values().stream()
                .filter(outcome -> outcome.isDone() && !outcome.isCompletedExceptionally())
                .forEach(outcome -> System.out.println("| " + outcome.join()));
    }

    static Stream<FaultRow> rows() {
        return OUTCOMES.keySet().stream().filter(row -> !row.equals(PAUSED) && !row.equals(EVERYTHING));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void read_underFault_isNeverOlderThanTheBound(FaultRow row) throws Exception {
        Outcome outcome = outcome(row);

        assertThat(outcome.isClean()).as("%s", outcome).isTrue();
        assertThat(outcome.reads()).as("%s", outcome).isGreaterThan(200);
        assertThat(outcome.lapsed()).as("%s", outcome).isGreaterThanOrEqualTo(row.lapses() ? 1 : 0);
    }

    @Test
    void read_withoutStrictBoundAfterPause_isOlderForAMomentOnly() throws Exception {
        Outcome outcome = outcome(PAUSED);

        assertThat(outcome.beyondBoundAwake()).as("%s", outcome).isLessThan(Duration.ofSeconds(1));
        assertThat(outcome.ownFlushMissed() + outcome.failures())
                .as("%s", outcome)
                .isZero();
    }

    @Test
    @Timeout(7200)
    void read_underRandomFaults_isNeverOlderThanTheBound() throws Exception {
        assumeTrue(!AT_RANDOM.isZero());

        Outcome outcome = outcome(EVERYTHING);

        assertThat(outcome.isClean()).as("%s", outcome).isTrue();
    }

    private static Outcome outcome(FaultRow row) throws Exception {
        return OUTCOMES.get(row).get(AT_RANDOM.toSeconds() + 240, TimeUnit.SECONDS);
    }
}
