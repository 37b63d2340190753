package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.WideFlushes.IN_A_ROW;
import static io.github.clustermemoizer.cluster.WideFlushes.PAUSE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Flush;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WideFlushesTest {
    private static final List<Flush> EVERYTHING = List.of(Flush.everything());

    private final WideFlushes wide = new WideFlushes();

    private void exhaust(String sender, long now) {
        for (int i = 0; i < IN_A_ROW; i++) {
            assertThat(wide.allow(sender, EVERYTHING, now)).isTrue();
        }
    }

    @Test
    void allow_aFlood_onceASecondAfterSomeInARow() {
        exhaust("a", 7);

        assertThat(wide.allow("a", EVERYTHING, 7)).isFalse();
        assertThat(wide.allow("a", EVERYTHING, 7 + PAUSE - 1)).isFalse();
        assertThat(wide.allow("a", EVERYTHING, 7 + PAUSE)).isTrue();
        assertThat(wide.allow("a", EVERYTHING, 7 + PAUSE)).isFalse();
        assertThat(wide.allow("b", EVERYTHING, 7)).as("another sender").isTrue();
        exhaust("a", 7 + 20 * PAUSE);
    }

    @Test
    void allow_moreAtOnceThanTheAllowance_passesWhenItIsWhole() {
        List<Flush> many = Collections.nCopies(5 * IN_A_ROW, Flush.everything());

        assertThat(wide.allow("a", many, 0)).isTrue();
        assertThat(wide.allow("a", many, 0)).isFalse();
        assertThat(wide.allow("a", many, PAUSE)).as("never for ever").isTrue();
    }

    @Test
    void allow_narrowOnes_always() {
        exhaust("a", 0);

        assertThat(wide.allow("a", List.of(), 0)).isTrue();
        assertThat(wide.allow("a", List.of(Flush.statement("a"), Flush.tag("t"), Flush.prefix("sele")), 0))
                .isTrue();
        assertThat(wide.allow("a", List.of(Flush.statement("a"), Flush.prefix("sel")), 0))
                .isFalse();
    }

    @Test
    void allow_manySenders_remembersTheLatestThousand() {
        exhaust("a", 0);
        for (int i = 0; i < 999; i++) {
            wide.allow("other-" + i, EVERYTHING, 0);
        }
        assertThat(wide.allow("a", EVERYTHING, 0)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "*a", "sel*", "se?ect", "[s]elect", "s\\elect"})
    void isWide_patternThatBeginsWithLittle_is(String glob) {
        assertThat(WideFlushes.isWide(Flush.matching(glob))).isTrue();
        assertThat(WideFlushes.isWide(Flush.matching("sele*"))).isFalse();
    }
}
