package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushTarget;
import io.github.clustermemoizer.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InboxTest {
    private final Inbox inbox = new Inbox(
            ClusterConfig.builder().peers("http://127.0.0.1:1").build(),
            "me",
            new Contacts(new Terms(1, 6, 0, true, false, 0)),
            () -> 5);
    private final List<Flush> flushed = new ArrayList<>();

    private Inbox.Answer take(String query) {
        return inbox.take(new Incoming("127.0.0.2", "/flush", query, Map.of())).answer();
    }

    /** Does this with each flush. */
    private void attach(Runnable action) {
        inbox.targets().attach(new FlushTarget() {
            @Override
            public int flushLocal(Flush flush) {
                action.run();
                synchronized (flushed) {
                    flushed.add(flush);
                }
                return 0;
            }

            @Override
            public int flushLocalByHash(int[] hashes) {
                return 0;
            }

            @Override
            public int dropLoadedBefore(long time) {
                return 0;
            }

            @Override
            public void renew(Lease lease) {}
        });
    }

    @Test
    void take_tooManyUnderWay_isToldToComeAgain() throws Exception {
        var entered = new CountDownLatch(Inbox.MOST_UNDER_WAY);
        var released = new CountDownLatch(1);
        attach(() -> {
            entered.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        var executor = Executors.newCachedThreadPool();
        List<Future<Inbox.Answer>> answers = new ArrayList<>();
        for (int i = 0; i < Inbox.MOST_UNDER_WAY; i++) {
            answers.add(executor.submit(() -> take("statement=a")));
        }
        assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(take("statement=b")).isEqualTo(Inbox.Answer.BUSY);

        released.countDown();
        for (Future<Inbox.Answer> answer : answers) {
            assertThat(answer.get()).isEqualTo(Inbox.Answer.SUCCESSFUL);
        }
        assertThat(take("statement=b")).as("again").isEqualTo(Inbox.Answer.SUCCESSFUL);
        executor.shutdown();
    }

    @Test
    void take_refused_givesItsPlaceBack() {
        for (int i = 0; i <= Inbox.MOST_UNDER_WAY; i++) {
            assertThat(take("statement=%")).isEqualTo(Inbox.Answer.MALFORMED);
        }
        attach(() -> {
            throw new IllegalStateException("on purpose");
        });
        QuietLogs.during(() -> {
            for (int i = 0; i <= Inbox.MOST_UNDER_WAY; i++) {
                assertThat(take("statement=a")).isEqualTo(Inbox.Answer.FAILED);
            }
        });
    }

    @Test
    void take_longerOrMoreThanIsTaken_dropsNothing() {
        attach(() -> {});
        String most = "tag=a&".repeat(Wire.MOST_ITEMS - 1) + "tag=a";
        String longest = "statement=" + "a".repeat(Wire.LONGEST_QUERY - "statement=".length());

        assertThat(take(most)).isEqualTo(Inbox.Answer.SUCCESSFUL);
        assertThat(take(longest)).isEqualTo(Inbox.Answer.SUCCESSFUL);
        flushed.clear();
        assertThat(take(most + "&tag=a")).isEqualTo(Inbox.Answer.MALFORMED);
        assertThat(take(longest + "a")).isEqualTo(Inbox.Answer.MALFORMED);
        assertThat(flushed).isEmpty();
    }

    @Test
    void take_manyWalks_isOneFlushOfEverything() {
        attach(() -> {});
        String walks = "prefix=abcd&matching=abcd*&".repeat(Inbox.MOST_WALKS / 2);

        take(walks + "statement=a");
        assertThat(flushed).hasSize(Inbox.MOST_WALKS + 1);
        flushed.clear();
        take(walks + "prefix=abcd");
        assertThat(flushed).containsExactly(Flush.everything());
    }
}
