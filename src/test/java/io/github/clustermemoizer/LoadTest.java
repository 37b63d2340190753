package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(20);

    private final Calls calls = new Calls();

    @AfterEach
    void close() {
        calls.close();
    }

    private static Load load() {
        return new Load("select 1", Set.of(), 1, 0, null);
    }

    @Test
    void await_ended_returnsWhatItEndedWith() throws Exception {
        Load value = load();
        Load none = load();
        Load inStore = load();
        value.succeed("value");
        none.succeed(null);
        inStore.yieldToStore();

        assertThat(value.await(0)).isEqualTo(new Load.Loaded("value"));
        assertThat(none.await(0)).isEqualTo(new Load.Loaded(null));
        assertThat(inStore.await(0)).isNull();
    }

    @Test
    void await_failed_throwsTheSame() {
        Load failed = load();
        IOException failure = new IOException("no database");
        failed.fail(failure);

        assertThatThrownBy(() -> failed.await(0)).isSameAs(failure);
    }

    @Test
    void await_valueIsAnException_returnsIt() throws Exception {
        Load load = load();
        IOException value = new IOException("a value like any other");
        load.succeed(value);

        assertThat(load.await(0)).isEqualTo(new Load.Loaded(value));
    }

    @Test
    void await_notEnded_timesOut() {
        assertThatThrownBy(() -> load().await(1)).isInstanceOf(TimeoutException.class);
    }

    @Test
    void await_interrupted_waitsOnAndKeepsTheInterrupt() throws Exception {
        Load load = load();
        Future<Boolean> waiter = calls.start(() -> {
            Thread.currentThread().interrupt();
            return load.await(LONG).equals(new Load.Loaded("value")) && Thread.interrupted();
        });

        load.succeed("value");

        assertThat(Calls.get(waiter)).isTrue();
    }

    /** Two threads in step, so that one comes to wait just as the other ends. */
    @Test
    void await_justAsItEnds_isWoken() throws Exception {
        int rounds = 100_000;
        Load[] loads = new Load[rounds];
        for (int i = 0; i < rounds; i++) {
            loads[i] = load();
        }
        var waiting = new AtomicInteger(-1);
        Future<Integer> waiter = calls.start(() -> {
            for (int i = 0; i < rounds; i++) {
                waiting.set(i);
                if (loads[i].await(LONG) == null) {
                    return i;
                }
            }
            return rounds;
        });
        for (int i = 0; i < rounds; i++) {
            while (waiting.get() < i && !waiter.isDone()) {
                Thread.onSpinWait();
            }
            for (int later = i % 64; later > 0; later--) {
                Thread.onSpinWait();
            }
            loads[i].succeed("value");
        }

        assertThat(Calls.get(waiter)).isEqualTo(rounds);
    }
}
