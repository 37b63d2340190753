package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Flush;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CanariesTest {
    private final AtomicLong now = new AtomicLong();
    private final Canaries canaries = new Canaries(now::get);

    @Test
    void flush_ofEachKindThatNamesIt_dropsIt() {
        Flush flush = Canaries.flush("a");
        for (Flush drops : List.of(flush, flush.byDigest(), Flush.everything())) {
            assertThat(canaries.plant("a")).isTrue();
            assertThat(canaries.plant("b")).isTrue();

            assertThat(canaries.flushLocal(drops)).isZero();

            assertThat(canaries.isThere("a")).isFalse();
            assertThat(canaries.isThere("b")).isEqualTo(drops.kind() != Flush.Kind.EVERYTHING);
        }
        canaries.plant("a");
        assertThat(canaries.flushLocalByHash(new int[] {1, flush.text().hashCode()}))
                .isZero();
        assertThat(canaries.isThere("a")).isFalse();
    }

    @Test
    void flush_ofOthers_leavesIt() {
        canaries.plant("a");

        for (Flush other : List.of(Canaries.flush("b"), Flush.tag("a"), Flush.prefix("b"), Flush.matching("b*"))) {
            canaries.flushLocal(other);
        }
        canaries.flushLocalByHash(new int[] {1});

        assertThat(canaries.isThere("a")).isTrue();
    }

    @Test
    void plant_moreThanThereIsRoomFor_isRefusedUntilTheFirstHaveDied() {
        for (int i = 0; i < Canaries.MOST; i++) {
            assertThat(canaries.plant("a" + i)).isTrue();
        }

        assertThat(canaries.plant("b")).isFalse();
        assertThat(canaries.plant("a1")).isTrue();
        now.set(TimeUnit.SECONDS.toNanos(61));
        assertThat(canaries.plant("b")).isTrue();
        assertThat(canaries.isThere("a1")).isFalse();
    }
}
