package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Up to when everything has been heard. Times are seconds. */
class ContactsTest {
    private static final URI WWW1 = URI.create("http://www1");
    private static final URI WWW2 = URI.create("http://www2");
    private static final long HEARTBEAT = 1;
    private static final long BOUND = 30;
    private static final long ABSENCE = 300;
    private static final long OLD = 1_000_000;
    private static final long YOUNG = 0;

    private final Contacts contacts = new Contacts(new Terms(HEARTBEAT, BOUND, ABSENCE, true, false, 0));

    @BeforeEach
    void allAreListed() {
        contacts.complete();
        contacts.trustListForEver();
    }

    /** A request of {@code node} that echoes a token of the time {@code echoed}. */
    private boolean hear(String node, long echoed, long age, long now) {
        return contacts.hear(new Greeting(node, echoed, age, false), now);
    }

    private boolean goodbye(String node, long echoed, long now) {
        return contacts.hear(new Greeting(node, echoed, OLD, true), now);
    }

    /** Lists www1 at 0, and meets an instance that was there before. */
    private void met(String node, long now) {
        contacts.list(WWW1, 0);
        contacts.answered(WWW1, node);
        assertThat(hear(node, now, OLD, now)).isTrue();
    }

    @Test
    void heard_noPeers_isNow() {
        assertThat(contacts.heard(7)).isEqualTo(7);
    }

    @Test
    void heard_listedAndNeverMet_isWhenItWasListed() {
        contacts.list(WWW1, 5);

        assertThat(contacts.heard(100)).isEqualTo(5);
    }

    @Test
    void heard_severalPeers_isTheLeast() {
        met("a", 10);
        contacts.list(WWW2, 0);
        contacts.answered(WWW2, "b");
        hear("b", 20, OLD, 21);

        assertThat(contacts.heard(100)).isEqualTo(10);
        hear("a", 30, OLD, 31);
        assertThat(contacts.heard(100)).isEqualTo(20);
    }

    @Test
    void heard_isWhenTheTokenWasIssued_notWhenItCameBack() {
        met("a", 10);
        hear("a", 12, OLD, 90);

        assertThat(contacts.heard(100)).isEqualTo(12);
    }

    @Test
    void hear_olderEcho_takesNothingBack() {
        met("a", 10);
        hear("a", 20, OLD, 21);
        hear("a", 15, OLD, 22);

        assertThat(contacts.heard(100)).isEqualTo(20);
    }

    @Test
    void hear_nodeThatDoesNotSitAtAnyAddress_countsForNobody() {
        contacts.list(WWW1, 0);
        contacts.answered(WWW1, "a");

        assertThat(hear("stranger", 50, OLD, 50)).isFalse();
        assertThat(contacts.heard(60)).isZero();
    }

    @Test
    void firstMeeting_wasThereBeforeWeListedIt_costsNothing() {
        met("a", 10);

        assertThat(contacts.heard(11)).isEqualTo(10);
        assertThat(contacts.sweep(1000)).isEmpty();
    }

    @Test
    void firstMeeting_younger_freezesSinceItMayHaveHadAPredecessor() {
        contacts.list(WWW1, 0);
        contacts.answered(WWW1, "a");
        hear("a", 10, YOUNG, 10);
        hear("a", 39, YOUNG, 39);

        assertThat(contacts.heard(39)).as("the unknown one was never heard").isZero();
        assertThat(contacts.sweep(39)).isEmpty();
        assertThat(contacts.sweep(40)).isEqualTo(OptionalLong.of(10));
        assertThat(contacts.heard(40)).as("not before all is swept").isZero();
        contacts.swept(10);
        assertThat(contacts.heard(40)).isEqualTo(39);
    }

    @Test
    void firstMeeting_ageWithinClockRates_isNotTrusted() {
        contacts.list(WWW1, 0);
        contacts.answered(WWW1, "a");
        hear("a", 1000, 1010, 1000);

        assertThat(contacts.heard(1000)).isZero();
    }

    @Test
    void replaced_withoutGoodbye_freezesAndSweeps() {
        met("a", 10);
        contacts.answered(WWW1, "b");
        assertThat(hear("b", 20, YOUNG, 21)).isTrue();
        hear("b", 50, YOUNG, 50);

        assertThat(contacts.heard(50)).as("what a told last").isEqualTo(10);
        assertThat(contacts.sweep(51)).isEqualTo(OptionalLong.of(21));
        contacts.swept(21);
        assertThat(contacts.heard(51)).isEqualTo(50);
        assertThat(contacts.sweep(1000)).isEmpty();
    }

    @Test
    void replaced_onlyByWhoAnswersThere() {
        met("a", 10);

        assertThat(hear("b", 20, YOUNG, 21)).isFalse();
        assertThat(contacts.heard(22)).isEqualTo(10);
    }

    @Test
    void ghost_ofADeadInstance_displacesNobody() {
        met("b", 100);
        contacts.answered(WWW1, "a"); // an answer that was long under way

        assertThat(hear("a", 99, OLD, 101)).isFalse();
        assertThat(hear("b", 102, OLD, 102)).isTrue();
        assertThat(contacts.heard(103)).isEqualTo(102);
    }

    @Test
    void goodbye_excusesForTheAbsence_countedFromTheTokenThatItEchoes() {
        met("a", 10);
        goodbye("a", 20, 90);

        assertThat(contacts.heard(320)).isEqualTo(320);
        assertThat(contacts.heard(321)).as("and no longer").isEqualTo(320);
        assertThat(contacts.view(WWW1, 320))
                .hasValueSatisfying(v -> assertThat(v.isExcused()).isTrue());
        assertThat(contacts.view(WWW1, 321))
                .hasValueSatisfying(v -> assertThat(v.isExcused()).isFalse());
    }

    @Test
    void replaced_afterGoodbye_costsNothing() {
        met("a", 10);
        goodbye("a", 20, 20);
        contacts.answered(WWW1, "b");
        hear("b", 25, YOUNG, 26);

        assertThat(contacts.heard(30)).isEqualTo(25);
        assertThat(contacts.sweep(1000)).isEmpty();
    }

    @Test
    void replaced_longAfterGoodbye_freezes() {
        met("a", 10);
        goodbye("a", 20, 20);
        contacts.answered(WWW1, "b");
        hear("b", 320, YOUNG, 321);

        assertThat(contacts.sweep(321 + BOUND)).isEqualTo(OptionalLong.of(321));
    }

    @Test
    void goodbye_absenceZero_meansNothing() {
        var strict = new Contacts(new Terms(HEARTBEAT, BOUND, 0, true, false, 0));
        strict.complete();
        strict.trustListForEver();
        strict.list(WWW1, 0);
        strict.answered(WWW1, "a");
        strict.hear(new Greeting("a", 10, OLD, false), 10);
        strict.hear(new Greeting("a", 20, OLD, true), 20);
        strict.answered(WWW1, "b");
        strict.hear(new Greeting("b", 25, YOUNG, false), 26);

        assertThat(strict.heard(30)).isEqualTo(20);
        assertThat(strict.sweep(26 + BOUND)).isEqualTo(OptionalLong.of(26));
    }

    @Test
    void goodbye_ofAStranger_excusesNobody() {
        met("a", 10);
        goodbye("x", 20, 20);

        assertThat(contacts.heard(100)).isEqualTo(10);
    }

    @Test
    void unlisted_withoutGoodbye_freezesAndSweeps() {
        met("a", 10);
        contacts.unlist(WWW1, 50);

        assertThat(contacts.heard(79)).isEqualTo(10);
        assertThat(contacts.sweep(80)).isEqualTo(OptionalLong.of(50));
        contacts.swept(50);
        assertThat(contacts.heard(80)).isEqualTo(80);
    }

    @Test
    void unlisted_afterGoodbye_costsNothing() {
        met("a", 10);
        goodbye("a", 20, 20);
        contacts.unlist(WWW1, 50);

        assertThat(contacts.heard(51)).isEqualTo(51);
        assertThat(contacts.sweep(1000)).isEmpty();
    }

    @Test
    void heard_listThatMayChange_isTrustedForHalfOfTheAbsence() {
        var changing = new Contacts(new Terms(HEARTBEAT, BOUND, ABSENCE, true, false, 0));
        assertThat(changing.heard(10)).as("no list yet").isZero();
        changing.complete();
        changing.trustListOf(20, 20);
        changing.swept(20);

        assertThat(changing.heard(20 + ABSENCE / 2)).isEqualTo(20 + ABSENCE / 2);
        assertThat(changing.heard(1000)).isEqualTo(20 + ABSENCE / 2);
        assertThat(changing.isListTooOld(20 + ABSENCE / 2 + BOUND / 2 - 1)).isFalse();
        assertThat(changing.isListTooOld(20 + ABSENCE / 2 + BOUND / 2)).isTrue();
        changing.trustListOf(1000, 1000);
        assertThat(changing.heard(1000))
                .as("who came and went meanwhile was never heard")
                .isEqualTo(20 + ABSENCE / 2);
        assertThat(changing.sweep(1000 + BOUND)).isEqualTo(OptionalLong.of(1000));
        changing.swept(1000);
        assertThat(changing.heard(1000)).isEqualTo(1000);
    }

    @Test
    void self_neverCounts() {
        contacts.list(WWW1, 0);
        contacts.recognize(WWW1);

        assertThat(contacts.heard(100)).isEqualTo(100);
    }

    @Test
    void twoAddressesOfOneServer_areBothHeard() {
        met("a", 10);
        contacts.list(WWW2, 0);
        contacts.answered(WWW2, "a");
        hear("a", 20, OLD, 20);

        assertThat(contacts.heard(30)).isEqualTo(20);
    }

    @Test
    void restartStorm_oldestStaysFrozenUntilItsOwnTime() {
        met("a", 10);
        for (int i = 0; i < 5; i++) {
            contacts.answered(WWW1, "b" + i);
            hear("b" + i, 20 + 2 * i, YOUNG, 21 + 2 * i);
        }

        assertThat(contacts.heard(40)).isEqualTo(10);
        assertThat(contacts.sweep(21 + BOUND)).isEqualTo(OptionalLong.of(21));
        contacts.swept(21);
        assertThat(contacts.heard(52)).isEqualTo(20);
        assertThat(contacts.sweep(29 + BOUND)).isEqualTo(OptionalLong.of(29));
        contacts.swept(29);
        assertThat(contacts.heard(60)).isEqualTo(28);
    }
}
