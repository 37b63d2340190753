package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.PeerOutcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneTest {
    private static final long NOW = -5; // any number
    private static final long LATER = NOW + Duration.ofMinutes(1).toNanos();

    private static final Terms TERMS = new Terms(
            Duration.ofDays(1).toNanos(),
            Duration.ofSeconds(30).toNanos(),
            Duration.ofMinutes(5).toNanos(),
            true,
            false,
            0);

    private final TestLane lane = lane(() -> 1);

    private static TestLane lane(DoubleSupplier jitter) {
        return new TestLane(TERMS, 100, jitter);
    }

    private static Lane.Request request(String query) {
        return new Lane.Request(query, null, null, false);
    }

    private static void acknowledge(TestLane lane) {
        lane.acknowledge(null, null, false);
    }

    @Test
    void add_idle_leavesAtOnceAndIsAcknowledged() {
        long position = lane.add("statement=a");

        assertThat(lane.next(NOW)).isEqualTo(request("statement=a"));
        assertThat(lane.acknowledged()).isLessThan(position);
        acknowledge(lane);
        assertThat(lane.acknowledged()).isEqualTo(position);
        assertThat(lane.next(NOW)).isNull();
    }

    @Test
    void add_whileOneIsUnderWay_isGatheredAndLeavesTogether() {
        lane.add("statement=a");
        lane.next(NOW);
        lane.add("statement=b");
        lane.add("statement=c");

        assertThat(lane.next(NOW)).as("one at a time").isNull();
        acknowledge(lane);
        assertThat(lane.next(NOW)).isEqualTo(request("statement=b&statement=c"));
    }

    @Test
    void add_sameAsWaiting_isNotAddedTwice() {
        lane.add("statement=a");
        lane.next(NOW);
        long first = lane.add("statement=b");
        lane.add("statement=c");

        assertThat(lane.add("statement=b")).isEqualTo(first);
        acknowledge(lane);
        assertThat(lane.next(NOW).query()).isEqualTo("statement=b&statement=c");
    }

    @Test
    void add_sameAsUnderWay_isAddedSinceTheOtherHasLeft() {
        lane.add("statement=a");
        lane.next(NOW);
        long again = lane.add("statement=a");

        acknowledge(lane);
        assertThat(lane.acknowledged()).isLessThan(again);
        assertThat(lane.next(NOW)).isEqualTo(request("statement=a"));
    }

    @Test
    void next_moreThanFits_isSplitInOrder() {
        lane.add("x=" + "a".repeat(60));
        lane.add("x=" + "b".repeat(60));
        lane.add("x=" + "c".repeat(30));
        List<String> sent = new ArrayList<>();
        for (Lane.Request request = lane.next(NOW); request != null; request = lane.next(NOW)) {
            sent.add(request.query());
            acknowledge(lane);
        }

        assertThat(sent).containsExactly("x=" + "a".repeat(60), "x=" + "b".repeat(60) + "&x=" + "c".repeat(30));
        assertThat(lane.acknowledged()).isEqualTo(lane.tail());
    }

    @Test
    void next_oneAloneTooLong_goesAllTheSame() {
        lane.add("x=" + "a".repeat(200));

        assertThat(lane.next(NOW).query()).hasSize(202);
    }

    @Test
    void fail_always_goesAgainAfterAGrowingPause() {
        long position = lane.add("statement=a");
        long now = NOW;
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            lane.next(now);
            lane.fail(now);
            pauses.add(Duration.ofNanos(lane.backOff(now)).toMillis());
            assertThat(lane.next(now + lane.backOff(now) - 1)).isNull();
            now += lane.backOff(now);
        }

        assertThat(pauses).containsExactly(100L, 200L, 400L, 800L, 1600L, 2000L, 2000L, 2000L);
        assertThat(lane.next(now)).isEqualTo(request("statement=a"));
        acknowledge(lane);
        assertThat(lane.failures()).isZero();
        assertThat(lane.acknowledged()).isEqualTo(position);
    }

    @Test
    void fail_jitter_halvesThePauseAtMost() {
        var early = lane(() -> 0);
        early.add("statement=a");
        early.next(NOW);
        early.fail(NOW);

        assertThat(early.backOff(NOW)).isEqualTo(Duration.ofMillis(50).toNanos());
    }

    @Test
    void fail_itemsThatCameMeanwhile_goBehindIt() {
        lane.add("statement=a");
        lane.next(NOW);
        lane.add("statement=b");
        lane.fail(NOW);

        assertThat(lane.next(LATER).query()).isEqualTo("statement=a");
        acknowledge(lane);
        assertThat(lane.next(LATER).query()).isEqualTo("statement=b");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void add_noRoom_becomesEverythingAndNothingIsLost(boolean byCharacters) {
        long first = lane.add("statement=first");
        lane.next(NOW);
        lane.fail(NOW);
        int items = byCharacters ? Backlog.MAX_CHARACTERS / 1000 : Backlog.MAX_ITEMS;
        String filler = byCharacters ? "x".repeat(1000) : "";
        for (int i = 0; i <= items; i++) {
            lane.add(i + filler);
        }
        long last = lane.add("statement=last");

        assertThat(lane.next(LATER)).isEqualTo(request("all=true"));
        acknowledge(lane);
        assertThat(lane.acknowledged()).isGreaterThanOrEqualTo(last).isGreaterThan(first);
        assertThat(lane.next(LATER)).isNull();
    }

    @Test
    void add_everything_standsForAllThatWaits() {
        lane.add("statement=a");
        lane.next(NOW);
        lane.add("statement=b");
        long all = lane.add("all=true");

        assertThat(lane.add("statement=c")).isEqualTo(all);
        lane.fail(NOW);
        assertThat(lane.next(LATER)).as("and for what failed").isEqualTo(request("all=true"));
    }

    @Test
    void widen_notUnderstood_becomesEverythingAtOnceAndIsThenTriedLikeAnyOther() {
        long position = lane.add("news=a");
        lane.next(NOW);
        lane.widen(NOW);

        assertThat(lane.next(NOW)).isEqualTo(request("all=true"));
        lane.widen(NOW);
        assertThat(lane.next(NOW)).isNull();
        assertThat(lane.next(LATER)).isEqualTo(request("all=true"));
        acknowledge(lane);
        assertThat(lane.acknowledged()).isEqualTo(position);
    }

    @Test
    void answers_withoutARequest_throw() {
        assertThatThrownBy(() -> acknowledge(lane)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void next_nothingOwed_isAGreetingOnceAHeartbeat() {
        var quick = new TestLane(new Terms(10, 30, 0, true, false, 0), 100, () -> 1);

        assertThat(quick.next(0)).isEqualTo(new Lane.Request("", null, null, false));
        quick.acknowledge("r", "t1", false);
        assertThat(quick.next(9)).isNull();
        assertThat(quick.next(10)).isEqualTo(new Lane.Request("", null, "t1", false));
    }

    @Test
    void token_itemsThatCameBeforeIt_isEchoedWithTheLastOfThem() {
        lane.add("a=" + "a".repeat(60));
        lane.next(NOW);
        lane.add("b=" + "b".repeat(60));
        lane.add("c=" + "c".repeat(60));
        lane.acknowledge("r", "t1", false); // b and c came before it
        lane.add("d=" + "d".repeat(60));

        assertThat(lane.next(NOW).echo()).as("c is still to be told").isNull();
        lane.acknowledge("r", "t2", false);
        assertThat(lane.next(NOW).echo()).as("with c").isEqualTo("t1");
        lane.acknowledge("r", "t3", false);
        assertThat(lane.next(NOW).echo()).as("d was there when t3 came").isEqualTo("t3");
    }

    @Test
    void token_waitingForItsEcho_isNotPutOffByNewerOnes() {
        lane.add("x=0");
        lane.next(NOW);
        for (int i = 0; i < 50; i++) {
            lane.add("x=" + i + "y".repeat(90));
        }
        lane.acknowledge("r", "first", false);
        for (int i = 0; i < 49; i++) {
            assertThat(lane.next(NOW).echo()).isNull();
            lane.add("z=" + i + "y".repeat(90));
            lane.acknowledge("r", "later", false);
        }

        assertThat(lane.next(NOW).echo()).isEqualTo("first");
    }

    @Test
    void token_requestFailed_isEchoedByTheNext() {
        lane.next(NOW);
        lane.acknowledge("r", "t1", false);
        lane.add("statement=a");
        assertThat(lane.next(NOW).echo()).isEqualTo("t1");
        lane.fail(NOW);

        assertThat(lane.next(LATER).echo()).isEqualTo("t1");
    }

    @Test
    void token_ofAnotherInstance_replacesTheOneThatWaits() {
        lane.next(NOW);
        lane.add("statement=a");
        lane.acknowledge("r", "t1", false);
        lane.next(NOW);
        lane.fail(NOW);
        lane.next(LATER);
        lane.acknowledge("successor", "t2", false);
        lane.add("statement=b");

        assertThat(lane.next(LATER).echo()).isEqualTo("t2");
    }

    @Test
    void retire_tellsWhatIsOwedWithoutEchoAndKeepsSilence() {
        lane.next(NOW);
        lane.acknowledge("r", "t1", false);
        lane.retire();
        lane.add("statement=a");

        assertThat(lane.next(NOW)).isEqualTo(request("statement=a"));
        lane.acknowledge("r", "t2", false);
        assertThat(lane.next(NOW + Duration.ofDays(2).toNanos())).isNull();
    }

    @Test
    void close_saysGoodbyeWithTheLastOfWhatIsOwed() {
        lane.next(NOW);
        lane.acknowledge("r", "t1", false);
        lane.add("x=" + "a".repeat(60));
        lane.add("x=" + "b".repeat(60));
        lane.close();

        assertThat(lane.add("x=c")).isEqualTo(Lane.NEVER);
        assertThat(lane.next(NOW).goodbye()).as("something is left").isFalse();
        lane.acknowledge("r", "t2", false);
        assertThat(lane.next(NOW)).isEqualTo(new Lane.Request("x=" + "b".repeat(60), null, "t2", true));
        assertThat(lane.isGone()).isFalse();
        lane.acknowledge("r", "t3", false);
        assertThat(lane.isGone()).isTrue();
        assertThat(lane.next(LATER)).isNull();
    }

    @Test
    void outcome_notAcknowledged_lapsesAtTheBound() {
        long bound = Terms.stretched(TERMS.bound());
        long absence = Terms.stretched(TERMS.absence());
        lane.next(0);
        lane.acknowledge("r", "t1", true);
        long position = lane.add("statement=a");

        assertThat(lane.outcome(position, 5, 5 + bound - 1)).isEqualTo(PeerOutcome.PENDING);
        assertThat(lane.outcome(position, 5, 5 + bound)).isEqualTo(PeerOutcome.LAPSED);
        assertThat(lane.outcome(Lane.NEVER, 5, Long.MAX_VALUE)).isEqualTo(PeerOutcome.PENDING);

        var unmet = lane(() -> 1);
        position = unmet.add("statement=a");
        assertThat(unmet.outcome(position, 5, absence + bound - 1)).isEqualTo(PeerOutcome.PENDING);
        assertThat(unmet.outcome(position, 5, absence + bound)).isEqualTo(PeerOutcome.LAPSED);
    }

    private static TestLane signedLane() {
        return new TestLane(new Terms(10, 30_000_000_000L, 0, true, true, 0), 100, () -> 1);
    }

    private static TestLane greetedLane() {
        TestLane signed = signedLane();
        signed.next(0);
        signed.acknowledge("r", "t1", false);
        return signed;
    }

    @Test
    void next_signed_greetsBeforeItSaysAnything() {
        TestLane signed = signedLane();
        long position = signed.add("x=a");
        signed.close();

        assertThat(signed.next(0)).isEqualTo(new Lane.Request("", null, null, false));
        signed.acknowledge("r", "t1", true);

        assertThat(signed.acknowledged()).isLessThan(position);
        assertThat(signed.pending()).isEqualTo(1);
        assertThat(signed.next(0)).isEqualTo(new Lane.Request("x=a", "t1", "t1", true));
        signed.acknowledge("r", "t2", true);
        assertThat(signed.acknowledged()).isEqualTo(position);
    }

    @Test
    void next_signed_provesItselfWithTheLatestTokenWhileAnOlderOneWaitsForItsEcho() {
        TestLane signed = signedLane();
        signed.add("x=" + "a".repeat(60));
        signed.add("x=" + "b".repeat(60));
        signed.next(0);
        signed.acknowledge("r", "t1", false);

        assertThat(signed.next(0)).isEqualTo(new Lane.Request("x=" + "a".repeat(60), "t1", null, false));
        signed.acknowledge("r", "t2", false);

        assertThat(signed.next(0)).isEqualTo(new Lane.Request("x=" + "b".repeat(60), "t2", "t1", false));
    }

    @Test
    void refuse_itWasTakenBefore_greetsAtOnceAndSaysItAgain() {
        TestLane signed = greetedLane();
        signed.add("x=a");
        signed.next(0);
        signed.acknowledge("r", "t2", false);
        signed.add("x=b");
        signed.next(0);

        signed.refuse(0);

        assertThat(signed.failures()).isZero();
        assertThat(signed.pending()).isEqualTo(1);
        assertThat(signed.next(0)).isEqualTo(new Lane.Request("", null, null, false));
        signed.acknowledge("new", "n1", false);
        assertThat(signed.acknowledged()).isEqualTo(1);
        assertThat(signed.next(0)).isEqualTo(new Lane.Request("x=b", "n1", "n1", false));
    }

    @Test
    void refuse_aHeartbeatThatWasTakenBefore_greetsAtOnce() {
        TestLane signed = greetedLane();
        signed.next(10);
        signed.acknowledge("r", "t2", false);
        signed.next(20);

        signed.refuse(20);

        assertThat(signed.next(20)).isEqualTo(new Lane.Request("", null, null, false));
    }

    @Test
    void refuse_whatFollowsAGreeting_waitsAndGreetsAgain() {
        TestLane signed = greetedLane();
        signed.add("x=a");
        signed.next(0);

        signed.refuse(0);

        assertThat(signed.failures()).isEqualTo(1);
        assertThat(signed.next(0)).as("it would go round and round").isNull();
        assertThat(signed.next(LATER)).isEqualTo(new Lane.Request("", null, null, false));
        signed.refuse(LATER);
        assertThat(signed.failures()).isEqualTo(2);
    }

    @Test
    void fail_aGreeting_losesNothingThatWaitsToGoAgain() {
        TestLane signed = greetedLane();
        signed.add("x=a");
        signed.next(0);
        signed.refuse(0);
        signed.next(LATER);

        signed.fail(LATER);
        signed.next(2 * LATER);
        signed.acknowledge("r", "t2", false);

        assertThat(signed.next(2 * LATER)).isEqualTo(new Lane.Request("x=a", "t2", "t1", false));
    }

    @Test
    void fail_signed_keepsItsToken() {
        TestLane signed = greetedLane();
        signed.add("x=a");
        signed.next(0);

        signed.fail(0);

        assertThat(signed.next(LATER)).isEqualTo(new Lane.Request("x=a", "t1", "t1", false));
    }

    @Test
    void acknowledge_aPeerThatDoesNotSignYet_isToldWithoutAProof() {
        TestLane signed = signedLane();
        signed.add("x=a");
        signed.next(0);
        signed.acknowledge(null, null, false);

        assertThat(signed.next(0)).isEqualTo(new Lane.Request("x=a", null, null, false));
    }

    @Test
    void next_manyShortItems_leavesNoMoreThanAReceiverTakes() {
        var roomy = new TestLane(TERMS, 60_000, () -> 1);
        for (int i = 0; i < Backlog.MAX_ITEMS_IN_A_REQUEST + 1; i++) {
            roomy.add("tag=" + i);
        }

        roomy.next(NOW);
        acknowledge(roomy);
        assertThat(roomy.acknowledged()).isEqualTo(Backlog.MAX_ITEMS_IN_A_REQUEST);
        assertThat(Backlog.MAX_ITEMS_IN_A_REQUEST).isLessThan(Wire.MOST_ITEMS);
    }

    private static Item statement(int i) {
        return new Item(Flush.statement("select " + i), flush -> Wire.parameter(flush, 6000));
    }

    private static int[] hashes(int from, int to) {
        return IntStream.range(from, to).map(i -> ("select " + i).hashCode()).toArray();
    }

    @Test
    void next_aFewStatements_goAsText() {
        var roomy = new TestLane(TERMS, 6000, () -> 1);
        IntStream.range(0, Backlog.MOST_AS_TEXT).forEach(i -> roomy.add(statement(i)));

        assertThat(roomy.next(NOW).query()).startsWith("statement=select+0&statement=select+1&");
    }

    @Test
    void next_manyStatements_goByHashBesideTheRestInOrder() throws Exception {
        var roomy = new TestLane(TERMS, 6000, () -> 1);
        IntStream.range(0, 500).forEach(i -> roomy.add(statement(i)));
        roomy.add(new Item(Flush.tag("greebles"), flush -> Wire.parameter(flush, 6000)));
        IntStream.range(500, 1500).forEach(i -> roomy.add(statement(i)));

        Lane.Request first = roomy.next(NOW);
        assertThat(first.query()).startsWith("tag=greebles&hashes=").hasSizeLessThanOrEqualTo(6000);
        acknowledge(roomy);
        int told = (int) roomy.acknowledged() - 1;
        assertThat(Wire.parse(first.query()).hashes()).containsExactly(hashes(0, told));
        Lane.Request second = roomy.next(NOW);
        assertThat(Wire.parse(second.query()).hashes()).containsExactly(hashes(told, 1500));
        acknowledge(roomy);
        assertThat(roomy.acknowledged()).isEqualTo(1501);
        assertThat(roomy.pending()).isZero();
        assertThat(roomy.next(NOW)).isNull();
    }

    @Test
    void next_twoStatementsThatNeedTwoRequestsAsText_goByHashInOne() throws Exception {
        String text = "x".repeat(60);
        lane.add(new Item(Flush.statement(text + 1), flush -> Wire.parameter(flush, 100)));
        lane.add(new Item(Flush.statement(text + 2), flush -> Wire.parameter(flush, 100)));

        assertThat(Wire.parse(lane.next(NOW).query()).hashes())
                .containsExactly((text + 1).hashCode(), (text + 2).hashCode());
    }

    @Test
    void next_anyMixture_fitsAndLosesNone() throws Exception {
        var random = new SplittableRandom(1);
        for (int round = 0; round < 300; round++) {
            int limit = 50 + random.nextInt(300);
            var any = new TestLane(TERMS, limit, () -> 1);
            List<Flush> owed = new ArrayList<>();
            for (int i = random.nextInt(60); i >= 0; i--) {
                String text = i + "x".repeat(random.nextInt(30));
                Flush flush = random.nextInt(3) == 0 ? Flush.tag(text) : Flush.statement(text);
                owed.add(flush);
                any.add(new Item(flush, one -> Wire.parameter(one, limit)));
            }
            List<Object> told = new ArrayList<>();
            for (Lane.Request request = any.next(NOW); request != null && told.size() < owed.size(); ) {
                assertThat(request.query()).hasSizeLessThanOrEqualTo(limit);
                Drops drops = Wire.parse(request.query());
                told.addAll(drops.flushes());
                IntStream.of(drops.hashes()).forEach(told::add);
                acknowledge(any);
                assertThat(any.acknowledged()).isEqualTo(told.size());
                request = any.next(NOW);
            }
            assertThat(told).hasSameSizeAs(owed);
            owed.forEach(
                    flush -> assertThat(told).containsAnyOf(flush, flush.text().hashCode()));
        }
    }

    /** Whatever happens: a position that is acknowledged has been said, by name or as everything, after it was added. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void anyHistory_acknowledgedMeansToldSinceItWasAdded(long seed) {
        record Owed(long position, String parameter, int sentBefore) {}
        var random = new SplittableRandom(seed);
        var any = new TestLane(TERMS, 40, random::nextDouble);
        var owed = new ArrayDeque<Owed>();
        List<String> told = new ArrayList<>(); // queries in the order in which they were acknowledged
        Lane.Request underWay = null;
        int sent = 0;
        var sentAt = new ArrayList<Integer>();
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(100_000_000);
            int dice = random.nextInt(10);
            if (dice < 5) {
                String parameter = random.nextInt(200) == 0 ? "all=true" : "s=" + random.nextInt(30);
                owed.add(new Owed(any.add(parameter), parameter, sent));
            } else if (underWay == null) {
                underWay = any.next(now);
                if (underWay != null) {
                    sent++;
                }
            } else if (dice < 7) {
                any.fail(now);
                underWay = null;
            } else if (dice < 8) {
                any.widen(now);
                underWay = null;
            } else {
                acknowledge(any);
                told.add(underWay.query());
                sentAt.add(sent);
                underWay = null;
                long acknowledged = any.acknowledged();
                owed.removeIf(o -> {
                    if (o.position > acknowledged) {
                        return false;
                    }
                    List<String> since = IntStream.range(0, told.size())
                            .filter(t -> sentAt.get(t) > o.sentBefore)
                            .mapToObj(told::get)
                            .flatMap(query -> Stream.of(query.split("&")))
                            .toList();
                    assertThat(since).containsAnyOf(o.parameter, "all=true");
                    return true;
                });
            }
        }
        assertThat(told).hasSizeGreaterThan(100);
    }
}
