package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.PeerOutcome;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten thousand deliveries a second, one peer well and one hanging: what is not awaited any more is not kept. */
@Timeout(120)
class ManyDeliveriesTest {
    private static final int PER_SECOND = 10_000;
    private static final Duration RUN = Duration.ofSeconds(Long.getLong("deliveries.seconds", 2));
    /** Of each delivery of a run: less than half of what one takes. The heap itself varies by some. */
    private static final double MOST_BYTES_KEPT = 32;

    /** The heap of a JVM with other tests grows and shrinks by whole regions of a megabyte; a leak is in every run. */
    private static final int MOST_RUNS = 3;

    @Test
    void deliveries_nobodyAwaits_leaveNothing() throws IOException {
        flood("nobody awaits", delivery -> {});
    }

    @Test
    void deliveries_awaitedInVain_leaveNothing() throws IOException {
        flood("awaited in vain", delivery -> {
            delivery.await(Duration.ofNanos(1));
            var unused = delivery.settled().orTimeout(50, TimeUnit.MILLISECONDS);
        });
    }

    @Test
    void deliveries_lookedAtAndCancelled_leaveNothing() throws IOException {
        flood("looked at and cancelled", delivery -> {
            delivery.outcomes();
            delivery.settled().cancel(false);
        });
    }

    private static void flood(String what, Consumer<Delivery> then) throws IOException {
        try (var hanging = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.4"));
                var well = TestServer.open(TestServer.Container.JETTY, "127.0.0.3")) {
            URI hangingUri = URI.create("http://127.0.0.4:" + hanging.getLocalPort());
            ClusterConfig config = ClusterConfig.builder()
                    .peers(well.uri().toString(), hangingUri.toString())
                    .allowedRequesters("127.0.0.0/8")
                    .timeout(Duration.ofSeconds(1))
                    .build();
            try (var receiver = new ClusterBroadcaster(config);
                    var broadcaster = new ClusterBroadcaster(config);
                    var memoizer = Memoizer.builder().broadcaster(broadcaster).build()) {
                well.start(context -> FlushServlet.mount(context, receiver));
                runAndForget(memoizer, then, well.uri());
                double least = Double.MAX_VALUE;
                for (int run = 0; run < MOST_RUNS && least >= MOST_BYTES_KEPT; run++) {
                    least = Math.min(least, kept(what, memoizer, then, well.uri()));
                }

                assertThat(least).isLessThan(MOST_BYTES_KEPT);
                assertThat(memoizer.flush("a").outcomes()).containsEntry(hangingUri, PeerOutcome.PENDING);
            }
        }
    }

    /** Returns how many bytes are kept of each delivery of one run. */
    private static double kept(String what, Memoizer memoizer, Consumer<Delivery> then, URI well) {
        long before = Footprint.usedBytes();
        long slowest = runAndForget(memoizer, then, well);
        double kept = (Footprint.usedBytes() - before) / (double) (PER_SECOND * RUN.toSeconds());
        System.out.printf(
                "%d deliveries a second for %d s, %s, one peer hanging: %.2f bytes kept of each, slowest call %d µs%n",
                PER_SECOND, RUN.toSeconds(), what, kept, slowest / 1000);
        return kept;
    }

    private static long runAndForget(Memoizer memoizer, Consumer<Delivery> then, URI well) {
        List<WeakReference<Delivery>> some = new ArrayList<>();
        long slowest = run(memoizer, then, some);
        // Else what waits for the hanging peer counts too: some of the ten thousand items that it may be owed.
        Delivery last = memoizer.flush(Flush.everything());
        await("the peer that is well is told", () -> last.outcomes().get(well) == PeerOutcome.ACKNOWLEDGED);
        await("all are forgotten", () -> {
            System.gc();
            return some.stream().allMatch(delivery -> delivery.get() == null);
        });
        return slowest;
    }

    /** Returns how long the slowest call took. */
    private static long run(Memoizer memoizer, Consumer<Delivery> then, List<WeakReference<Delivery>> some) {
        long start = System.nanoTime();
        long slowest = 0;
        int calls = (int) (PER_SECOND * RUN.toSeconds());
        for (int i = 0; i < calls; i++) {
            long due = start + i * (1_000_000_000L / PER_SECOND);
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            long begun = System.nanoTime();
            Delivery delivery = memoizer.flush("select * from greebles where id = " + i);
            slowest = Math.max(slowest, System.nanoTime() - begun);
            then.accept(delivery);
            if (i % 100 == 0) {
                some.add(new WeakReference<>(delivery));
            }
        }
        // Not asserted: on a busy machine it takes what it takes.
        System.out.printf("%d deliveries in %d ms%n", calls, (System.nanoTime() - start) / 1_000_000);
        return slowest;
    }
}
