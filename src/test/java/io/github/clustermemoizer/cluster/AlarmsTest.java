package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class AlarmsTest {
    /** Near the largest number: readings may pass it. */
    private long now = Long.MAX_VALUE - 5;

    private boolean refuses;
    private final List<String> rung = Collections.synchronizedList(new ArrayList<>());
    private final Alarms alarms = new Alarms(() -> now, task -> {
        if (refuses) {
            throw new RejectedExecutionException();
        }
        task.run();
    });

    private Alarms.Alarm set(long wait, String name) {
        return alarms.set(wait, () -> rung.add(name));
    }

    private void ringAfter(long nanos) {
        now += nanos;
        alarms.ring();
    }

    @Test
    void ring_tooEarly_doesNothing() {
        set(10, "a");

        ringAfter(9);

        assertThat(rung).isEmpty();
    }

    @Test
    void ring_due_doesEachOnceInOrder() {
        set(30, "c");
        set(20, "b1");
        set(20, "b2");
        set(10, "a");

        ringAfter(20);
        ringAfter(9);
        assertThat(rung).containsExactly("a", "b1", "b2");

        ringAfter(1);
        assertThat(rung).containsExactly("a", "b1", "b2", "c");
    }

    @Test
    void cancel_beforeItRings_doesTheOthersOnly() {
        Alarms.Alarm first = set(10, "a");
        set(10, "b");

        alarms.cancel(first);
        ringAfter(10);

        assertThat(rung).containsExactly("b");
    }

    @Test
    void ring_actionSetsAnother_thatWaitsForTheNext() {
        alarms.set(10, () -> set(0, "again"));

        ringAfter(10);
        assertThat(rung).isEmpty();

        ringAfter(0);
        assertThat(rung).containsExactly("again");
    }

    @Test
    void ring_noThreadToBeHad_doesItNextTime() {
        set(10, "a");
        refuses = true;
        assertThatThrownBy(() -> ringAfter(10)).isInstanceOf(RejectedExecutionException.class);

        refuses = false;
        ringAfter(0);

        assertThat(rung).containsExactly("a");
    }

    @Test
    void close_nobodyRings_whatIsSetIsDoneAllTheSame() {
        var real = new Alarms(System::nanoTime, Runnable::run);
        real.set(2_000_000, () -> rung.add("before"));
        real.close();
        real.set(1_000_000, () -> rung.add("after"));
        real.cancel(real.set(500_000, () -> rung.add("called off")));

        await(() -> rung.size() == 2);

        assertThat(rung).containsExactlyInAnyOrder("after", "before");
    }
}
