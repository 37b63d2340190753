package io.github.clustermemoizer.examples.springboot.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.clustermemoizer.Explanation;
import io.github.clustermemoizer.examples.springboot.Greebles;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.transaction.support.TransactionTemplate;

/** Two instances over one database. Each test has greebles of its own. */
@Timeout(60)
class StoryTest {
    private static Site site;

    @BeforeAll
    static void start() throws Exception {
        site = new Site();
    }

    @AfterAll
    static void end() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void tell_printsWhatTheReadmeShows() throws Exception {
        var output = new ByteArrayOutputStream();

        new Story(site, new PrintStream(output, true, StandardCharsets.UTF_8)).tell();

        String shown = Files.readString(Path.of("README.md")).split("```\n", 4)[2];
        assertEquals(
                shown.lines().toList(),
                output.toString(StandardCharsets.UTF_8).lines().toList());
    }

    /** An eviction that did not wait for the commit would let the other server load the old row again, and keep it. */
    @Test
    void commit_otherServerHasLookedMeanwhile_servesTheNewRowOnceSettled() throws Exception {
        Greebles greebles = site.www1().bean(Greebles.class);
        assertEquals("grey61", look(site.www2(), 61));

        site.www1().bean(TransactionTemplate.class).executeWithoutResult(transaction -> {
            greebles.paint(61, "pink");
            site.www1().awaitSettled();
            assertEquals("grey61", look(site.www2(), 61));
        });

        site.www1().awaitSettled();
        assertEquals("pink", look(site.www2(), 61));
    }

    /** The reader asks all the time, so that some of its loads meet the transaction, and some the eviction. */
    @Test
    void put_committed_otherServerNeverServesTheOldRowOnceSettled() throws Exception {
        int rounds = 100;
        assertEquals(200, site.www1().put("/greebles/7?colour=0"));
        site.www1().awaitSettled();
        var settled = new AtomicInteger();
        var reader = CompletableFuture.supplyAsync(() -> {
            int stale = 0;
            int seen;
            do {
                int atLeast = settled.get();
                seen = Integer.parseInt(look(site.www2(), 7));
                stale += seen < atLeast ? 1 : 0;
            } while (seen < rounds);
            return stale;
        });

        for (int round = 1; round <= rounds; round++) {
            assertEquals(200, site.www1().put("/greebles/7?colour=" + round));
            site.www1().awaitSettled();
            settled.set(round);
            assertEquals(String.valueOf(round), look(site.www2(), 7));
        }

        assertEquals(0, reader.get(), "stale answers");
    }

    @Test
    void put_rolledBack_noPeerHears() throws Exception {
        assertEquals("grey51", look(site.www2(), 51));
        long loads = site.www2().memoizer().stats().loads();

        assertEquals(500, site.www1().put("/greebles/51,52?colour=white"));

        // Whatever had been sent would have come before this.
        assertEquals(200, site.www1().put("/greebles/53?colour=black"));
        site.www1().awaitSettled();
        assertTrue(isFlushedByPeer(53));
        assertFalse(isFlushedByPeer(51));
        assertEquals("grey51", look(site.www2(), 51));
        assertEquals(loads, site.www2().memoizer().stats().loads());
        assertEquals("grey51", look(site.www1(), 51));
    }

    private static boolean isFlushedByPeer(int id) {
        return site.www2().memoizer().explain("cache greebles <- " + id).events().stream()
                .anyMatch(event -> event.kind() == Explanation.Kind.FLUSHED_BY_PEER);
    }

    private static String look(WebServer server, int id) {
        try {
            return server.get("/greebles/" + id);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
