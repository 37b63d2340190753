package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Flush;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When requests leave: several at a time where answers take long, and after a moment where nobody waits. */
class LaneFarAwayTest {
    private static final long MILLI = Duration.ofMillis(1).toNanos();
    private static final long TRIP = 80 * MILLI;
    private static final long START = Duration.ofSeconds(10).toNanos();
    private static final long SPACE = TRIP / Lane.MOST_UNDER_WAY;

    private static Terms terms(long linger) {
        return new Terms(
                Duration.ofDays(1).toNanos(),
                Duration.ofSeconds(30).toNanos(),
                Duration.ofMinutes(5).toNanos(),
                true,
                false,
                linger);
    }

    private static Item item(String parameter) {
        return new Item(Flush.prefix(parameter), Flush::text);
    }

    /** Returns a lane whose last answer took so long. */
    private static Lane lane(long trip, long linger) {
        var lane = new Lane(terms(linger), 40, () -> 1);
        lane.acknowledge(lane.next(START - trip), "r", "t0", true, START);
        return lane;
    }

    @Test
    void next_answersTakeLong_severalLeaveSomeTimeApart() {
        Lane lane = lane(TRIP, 0);
        List<Lane.Request> underWay = new ArrayList<>();
        long now = START;
        for (int i = 0; i < Lane.MOST_UNDER_WAY; i++) {
            lane.add(item("x=" + i));
            assertThat(lane.readyIn(now)).isZero();
            underWay.add(lane.next(now));
            lane.add(item("y=" + i));
            assertThat(lane.next(now)).as("too early").isNull();
            if (i < Lane.MOST_UNDER_WAY - 1) {
                assertThat(lane.readyIn(now)).isEqualTo(SPACE);
            }
            now += SPACE;
        }

        assertThat(lane.readyIn(now)).as("enough are under way").isEqualTo(Lane.NEVER);
        assertThat(underWay).extracting(Lane.Request::query).containsExactly("x=0", "y=0&x=1", "y=1&x=2", "y=2&x=3");
        lane.acknowledge(underWay.get(0), "r", "t1", true, START + TRIP);
        assertThat(lane.next(now).query()).isEqualTo("y=3");
    }

    @Test
    void next_answersComeSoon_oneAtATime() {
        Lane lane = lane(Pace.LONG_TRIP - 1, 0);
        lane.add(item("x=0"));
        Lane.Request first = lane.next(START);
        lane.add(item("x=1"));

        assertThat(lane.readyIn(START + TRIP)).isEqualTo(Lane.NEVER);
        lane.fail(first, START);
        assertThat(lane.readyIn(START)).as("after a failure").isPositive();
    }

    @Test
    void next_nothingWaits_noHeartbeatBesideARequest() {
        Lane lane = lane(TRIP, 0);
        lane.add(item("x=0"));
        lane.next(START);

        assertThat(lane.readyIn(START + Duration.ofDays(2).toNanos())).isEqualTo(Lane.NEVER);
    }

    @Test
    void acknowledged_laterLandsFirst_waitsForTheEarlier() {
        Lane lane = lane(TRIP, 0);
        long first = lane.add(item("x=0"));
        Lane.Request one = lane.next(START);
        long second = lane.add(item("x=1"));
        Lane.Request two = lane.next(START + SPACE);

        lane.acknowledge(two, "r", "t1", true, START + TRIP);
        assertThat(lane.acknowledged()).isLessThan(first);
        lane.fail(one, START + TRIP);
        assertThat(lane.acknowledged()).isLessThan(first);
        assertThat(lane.pending()).isEqualTo(1);

        Lane.Request again = lane.next(START + 3 * TRIP);
        assertThat(again.query()).isEqualTo("x=0");
        lane.acknowledge(again, "r", "t2", true, START + 4 * TRIP);
        assertThat(lane.acknowledged()).isEqualTo(second);
    }

    @Test
    void echo_mayOvertakeAnother_waitsUntilThatHasLanded() {
        Lane lane = lane(TRIP, 0);
        lane.add(item("x=0"));
        Lane.Request one = lane.next(START);
        assertThat(one.echo()).isEqualTo("t0");
        lane.add(item("x=1"));
        Lane.Request two = lane.next(START + SPACE);
        assertThat(two.echo()).as("t0 came before x=0").isEqualTo("t0");
        lane.acknowledge(one, "r", "t1", true, START + TRIP); // when two, with x=1, was under way
        lane.add(item("x=2"));

        assertThat(lane.next(START + TRIP).echo()).as("might arrive before x=1").isNull();
        lane.acknowledge(two, "r", "t2", true, START + TRIP + SPACE);
        lane.add(item("x=3"));
        assertThat(lane.next(START + TRIP + SPACE).echo())
                .as("x=2 is under way still, t1 came before")
                .isEqualTo("t1");
    }

    @Test
    void add_everythingWhileSomeAreUnderWay_coversWhatFails() {
        Lane lane = lane(TRIP, 0);
        long first = lane.add(item("x=0"));
        Lane.Request one = lane.next(START);
        lane.add(item("x=1"));
        Lane.Request two = lane.next(START + SPACE);
        lane.fail(one, START + SPACE);
        lane.add(item("x=2"));
        long all = lane.add(Item.EVERYTHING);
        lane.fail(two, START + SPACE);

        assertThat(lane.acknowledged()).isLessThan(first);
        Lane.Request last = lane.next(START + 5 * TRIP);
        assertThat(last.query()).isEqualTo("all=true");
        assertThat(lane.acknowledged()).isLessThan(first);
        lane.acknowledge(last, "r", "t", true, START + 6 * TRIP);
        assertThat(lane.acknowledged()).isEqualTo(all);
        assertThat(lane.pending()).isZero();
    }

    @Test
    void refuse_severalUnderWay_isOneRestart() {
        var lane = new Lane(new Terms(Duration.ofDays(1).toNanos(), 30_000_000_000L, 0, true, true, 0), 40, () -> 1);
        lane.acknowledge(lane.next(START - 2 * TRIP), "r", "t0", true, START - TRIP);
        lane.add(item("x"));
        lane.acknowledge(lane.next(START - TRIP), "r", "t1", true, START);
        lane.add(item("x=0"));
        Lane.Request one = lane.next(START);
        lane.add(item("x=1"));
        Lane.Request two = lane.next(START + SPACE);

        lane.refuse(one, START + TRIP);
        lane.refuse(two, START + TRIP + SPACE);

        assertThat(lane.failures()).isZero();
        assertThat(lane.next(START + TRIP + SPACE).query()).as("a greeting").isEmpty();
    }

    @Test
    void close_severalUnderWay_saysGoodbyeAfterTheLast() {
        Lane lane = lane(TRIP, 0);
        lane.add(item("x=0"));
        Lane.Request one = lane.next(START);
        lane.add(item("x=1"));
        lane.close();
        Lane.Request two = lane.next(START + SPACE);
        assertThat(two.goodbye()).as("it might arrive before the other").isFalse();
        lane.acknowledge(two, "r", "t", true, START + TRIP);
        assertThat(lane.readyIn(START + TRIP)).isEqualTo(Lane.NEVER);
        lane.acknowledge(one, "r", "t", true, START + TRIP);

        assertThat(lane.next(START + TRIP).goodbye()).isTrue();
    }

    @Test
    void linger_nobodyWaits_leavesAMomentAfterTheLast() {
        Lane lane = lane(MILLI / 5, MILLI);
        lane.add(item("x=0"));
        assertThat(lane.readyIn(START)).as("the last was sent a fifth ago").isEqualTo(MILLI - MILLI / 5);
        lane.add(item("x=1"));

        assertThat(lane.next(START + MILLI).query()).isEqualTo("x=0&x=1");
    }

    @Test
    void linger_somebodyWaitsBeforeItHasLeft_neitherThatNorTheNextLingers() {
        Lane lane = lane(0, MILLI);
        lane.add(item("x=0"));
        assertThat(lane.readyIn(START)).as("nobody waits").isPositive();
        lane.hurry(1);
        Lane.Request awaited = lane.next(START);
        lane.acknowledge(awaited, "r", "t1", true, START);

        lane.add(item("x=1"));
        assertThat(lane.readyIn(START)).as("who has waited, waits").isZero();
        lane.acknowledge(lane.next(START), "r", "t2", true, START);

        lane.add(item("x=2"));
        assertThat(lane.readyIn(START)).as("nobody waits any more").isPositive();
    }

    @Test
    void linger_somebodyWaitsForWhatHasLeft_theNextDoesNotLinger() {
        Lane lane = lane(0, MILLI);
        lane.add(item("x=0"));
        lane.acknowledge(lane.next(START + MILLI), "r", "t1", true, START + MILLI);
        lane.hurry(1);
        lane.add(item("x=1"));
        assertThat(lane.readyIn(START + MILLI)).isZero();

        lane.acknowledge(lane.next(START + MILLI), "r", "t2", true, START + MILLI);
        lane.hurry(1);
        lane.add(item("x=2"));
        assertThat(lane.readyIn(START + MILLI))
                .as("who waits for long ago does not hurry now")
                .isPositive();
    }

    @Test
    void linger_idleLaneOrEnoughOrClosing_leavesAtOnce() {
        Lane idle = lane(MILLI, MILLI);
        idle.add(item("x=0"));
        assertThat(idle.readyIn(START)).as("idle").isZero();

        Lane full = lane(0, MILLI);
        Stream.iterate(0, i -> i < Pace.ENOUGH, i -> i + 1).forEach(i -> full.add(item("x=" + i)));
        assertThat(full.readyIn(START)).as("enough").isZero();

        Lane closing = lane(0, MILLI);
        closing.add(item("x=0"));
        closing.close();
        assertThat(closing.readyIn(START)).as("closing").isZero();
    }

    /** Whatever happens, in whichever order: what is acknowledged has been said in a request that left later and landed. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void anyHistory_acknowledgedMeansToldSinceItWasAdded(long seed) {
        record Owed(long position, String parameter, int sentBefore) {}
        record Told(int number, Lane.Request request) {}
        var random = new SplittableRandom(seed);
        var lane = new Lane(terms(MILLI), 40, random::nextDouble);
        List<Owed> owed = new ArrayList<>();
        List<Told> underWay = new ArrayList<>();
        var landed = new ArrayDeque<Told>();
        int sent = 0;
        int most = 0;
        long now = START;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(20_000_000);
            int dice = random.nextInt(12);
            if (dice < 5) {
                String parameter = random.nextInt(200) == 0 ? Wire.EVERYTHING : "s=" + random.nextInt(30);
                Item item = parameter.equals(Wire.EVERYTHING) ? Item.EVERYTHING : item(parameter);
                owed.add(new Owed(lane.add(item), parameter, sent));
            } else if (dice < 9 || underWay.isEmpty()) {
                Lane.Request request = lane.next(now);
                if (request != null) {
                    underWay.add(new Told(++sent, request));
                    most = Math.max(most, underWay.size());
                }
            } else {
                Told told = underWay.remove(random.nextInt(underWay.size()));
                int fate = random.nextInt(8);
                if (fate == 0) {
                    lane.fail(told.request, now);
                } else if (fate == 1) {
                    lane.widen(told.request, now);
                } else {
                    lane.acknowledge(told.request, "r", "t", true, now);
                    landed.add(told);
                }
            }
            long acknowledged = lane.acknowledged();
            owed.removeIf(o -> {
                if (o.position <= acknowledged) {
                    assertThat(landed.stream()
                                    .filter(told -> told.number > o.sentBefore)
                                    .flatMap(told ->
                                            Stream.of(told.request.query().split("&"))))
                            .containsAnyOf(o.parameter, Wire.EVERYTHING);
                }
                return o.position <= acknowledged;
            });
            while (landed.size() > 1 && owed.isEmpty()) {
                landed.remove();
            }
        }
        assertThat(sent).isGreaterThan(100);
        assertThat(most).isEqualTo(Lane.MOST_UNDER_WAY);
    }
}
