package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Explanation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Law 1 where a peer names what it has flushed by hash. */
class FlushByHashTest {
    private final List<FlushTarget> targets = new ArrayList<>();
    private final Memoizer memoizer =
            Memoizer.builder().broadcaster(new AttachOnly(targets)).build();

    private FlushTarget cache = new NoTarget();

    @BeforeEach
    void find() {
        cache = targets.get(0);
    }

    private static int[] hashes(String... statements) {
        return IntStream.range(0, statements.length)
                .map(i -> statements[i].hashCode())
                .toArray();
    }

    @Test
    void flushLocalByHash_theirHashes_dropsTheseAlone() {
        for (String statement : List.of("a", "b", "c")) {
            String unused = memoizer.memoize(statement, () -> "old");
        }

        assertThat(cache.flushLocalByHash(hashes("a", "c", "none"))).isEqualTo(2);

        assertThat(memoizer.memoize("a", () -> "new")).isEqualTo("new");
        assertThat(memoizer.memoize("b", () -> "new")).isEqualTo("old");
        assertThat(memoizer.memoize("c", () -> "new")).isEqualTo("new");
    }

    @Test
    void flushLocalByHash_sharedHash_dropsBothRatherThanNone() {
        String unused = memoizer.memoize("Aa", () -> "old");

        assertThat(cache.flushLocalByHash(hashes("BB"))).isEqualTo(1);
        assertThat(memoizer.memoize("Aa", () -> "new")).isEqualTo("new");
    }

    @Test
    void flushLocalByHash_loadUnderWay_isNeitherKeptNorJoined() throws Exception {
        var loading = new CountDownLatch(1);
        var flushed = new CountDownLatch(1);
        var first = CompletableFuture.supplyAsync(() -> memoizer.memoize("a", () -> {
            loading.countDown();
            await(flushed);
            return "old";
        }));
        loading.await();

        assertThat(cache.flushLocalByHash(hashes("a"))).isZero();

        assertThat(memoizer.memoize("a", () -> "new"))
                .as("begun before the old one ended")
                .isEqualTo("new");
        flushed.countDown();
        assertThat(first.get()).isEqualTo("old");
        assertThat(memoizer.memoize("a", () -> "newer")).isEqualTo("new");
    }

    @Test
    void flushLocalByHash_manyOfOneSlot_keepsNoLoadOfBefore() {
        // More hashes than the clock has slots, so that slots are written again and again in one batch.
        int[] many = IntStream.range(0, 10_000).toArray();
        var loads = new AtomicInteger();
        String old = memoizer.memoize("a", () -> {
            int unused = cache.flushLocalByHash(many);
            loads.incrementAndGet();
            return "old";
        });

        assertThat(old).isEqualTo("old");
        assertThat(memoizer.isCached("a")).isFalse();
        assertThat(memoizer.memoize("a", () -> "new")).isEqualTo("new");
        assertThat(memoizer.memoize("a", () -> "newer"))
                .as("later loads are kept")
                .isEqualTo("new");
    }

    @Test
    void explain_flushedByHash_tellsSo() {
        String old = memoizer.memoize("a", () -> "old");
        assertThat(old).isEqualTo("old");
        int unused = cache.flushLocalByHash(hashes("b", "a"));

        assertThat(memoizer.explain("a").events())
                .extracting(Explanation.Event::kind)
                .contains(Kind.FLUSHED_BY_PEER);
        assertThat(memoizer.explain("c").events()).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private record AttachOnly(List<FlushTarget> targets) implements Broadcaster {
        @Override
        public Delivery broadcast(List<Flush> flushes) {
            throw new AssertionError("nothing is sent on");
        }

        @Override
        public void attach(FlushTarget target) {
            targets.add(target);
        }

        @Override
        public void detach(FlushTarget target) {
            targets.remove(target);
        }
    }

    private static final class NoTarget implements FlushTarget {
        @Override
        public int flushLocal(Flush flush) {
            throw new AssertionError();
        }

        @Override
        public int flushLocalByHash(int[] hashes) {
            throw new AssertionError();
        }

        @Override
        public int dropLoadedBefore(long time) {
            throw new AssertionError();
        }

        @Override
        public void renew(Lease lease) {
            throw new AssertionError();
        }
    }
}
