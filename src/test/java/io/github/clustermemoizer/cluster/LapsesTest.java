package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LapsesTest {
    private static final long LAPSE = 6400;
    private static final long PAUSE = 100; // a 64th

    private final Lapses lapses = new Lapses(time -> time + LAPSE);

    @Test
    void look_allAcknowledged_notesAndCountsNothing() {
        for (long now = 0; now < 10 * LAPSE; now += PAUSE) {
            assertThat(lapses.look(now, now, now)).isZero();
            assertThat(lapses.size()).isZero();
        }
    }

    @Test
    void look_neverAcknowledged_countsEachOnceWhenItHasLapsed() {
        assertThat(lapses.look(3, 0, 0)).isZero();
        assertThat(lapses.look(3, 0, LAPSE - 1)).isZero();
        assertThat(lapses.look(3, 0, LAPSE)).isEqualTo(3);
        assertThat(lapses.look(3, 0, 10 * LAPSE)).isZero();
    }

    @Test
    void look_someAcknowledgedMeanwhile_countsTheOthers() {
        lapses.look(10, 0, 0);

        assertThat(lapses.look(12, 7, LAPSE)).isEqualTo(3);
        assertThat(lapses.look(12, 11, 2 * LAPSE)).isEqualTo(1);
    }

    @Test
    void look_acknowledgedInTime_countsNothing() {
        lapses.look(10, 0, 0);

        assertThat(lapses.look(10, 10, LAPSE - 1)).isZero();
        assertThat(lapses.look(10, 10, LAPSE)).isZero();
    }

    @Test
    void look_everMoreForLong_notesLittleAndIsLateByA64thAtMost() {
        long counted = 0;
        for (long now = 1; now < 20 * LAPSE; now++) {
            counted += lapses.look(now, 0, now); // one more each nanosecond

            assertThat(lapses.size()).isLessThanOrEqualTo(65);
            assertThat(counted).isBetween(Math.max(0, now - LAPSE - PAUSE - 1), Math.max(0, now - LAPSE));
        }
    }
}
