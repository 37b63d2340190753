package io.github.clustermemoizer.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.clustermemoizer.cluster.PeerStatus;
import io.github.clustermemoizer.cluster.Waiting;
import io.github.clustermemoizer.json.Json;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser. With {@code -Dstatus.pictures=folder} it takes pictures of each state, for people to look at.
 */
@Timeout(180)
class StatusBrowserTest {
    private static final Optional<Path> CHROMIUM = Chromium.find();
    private static final int LARGEST = 60_000;

    private static @Nullable Chromium browser;

    @BeforeAll
    static void start() {
        if (CHROMIUM.isEmpty()) {
            String line = "#".repeat(100);
            System.err.println(
                    "\n" + line + "\n#  NO CHROMIUM ON THE PATH: the tests of the status page in a browser are SKIPPED."
                            + "\n#  Install it (apt-get install chromium) and run them again.\n" + line + "\n");
        }
        assumeTrue(CHROMIUM.isPresent(), "there is no Chromium on the path");
        browser = new Chromium(CHROMIUM.get());
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    private static Tab open(StatusCluster.Node node) {
        return browser.open().size(1280, 900).go(node.page());
    }

    /** Neither errors nor strangers; reachable by assistive technology; no wider than the screen. */
    private static void inspect(Tab tab) {
        for (int width : new int[] {380, 1280}) {
            boolean dark = width > 1_000;
            tab.dark(dark).size(width, 900);
            assertThat(tab.eval("document.documentElement.scrollWidth"))
                    .as("no wider than %s", width)
                    .isEqualTo((long) width);
            assertThat(violations(tab))
                    .as("axe, dark: %s, %s pixels", dark, width)
                    .isEmpty();
        }
        assertThat(tab.errors).isEmpty();
    }

    private static List<?> violations(Tab tab) {
        if (tab.is("typeof axe === 'undefined'")) {
            tab.eval(axe());
        }
        String found = (String)
                tab.eval(
                        "axe.run().then(r => JSON.stringify(r.violations.map("
                                + "v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.any.map(a => a.message)).join(', '))))");
        return (List<?>) Json.read(found);
    }

    private static String axe() {
        try (InputStream script = StatusBrowserTest.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void picture(Tab tab, String name) {
        String folder = System.getProperty("status.pictures");
        if (folder != null) {
            for (boolean dark : new boolean[] {false, true}) {
                for (int width : new int[] {380, 1280}) {
                    tab.dark(dark)
                            .size(width, 900)
                            .picture(Path.of(folder, name + "-" + width + (dark ? "-dark" : "") + ".png"));
                }
            }
        }
    }

    private static void traffic(StatusCluster cluster, int flushes) {
        for (int i = 0; i < flushes; i++) {
            for (StatusCluster.Node node : cluster.nodes) {
                for (int id = 0; id < 20; id++) {
                    String statement = "select * from greebles where id = " + id;
                    node.memoizer.memoize(statement, () -> 1);
                }
            }
            cluster.node(i % cluster.nodes.size())
                    .memoizer
                    .flush("select * from greebles where id = " + i % 20)
                    .await(Duration.ofSeconds(5));
        }
    }

    @Test
    void page_healthyCluster_isLightAndSelfContainedAndRefreshesItself() {
        try (var cluster = new StatusCluster(3, "", page -> page.allowFlush(true));
                Tab tab = open(cluster.node(0))) {
            assertThat(tab.bytes.get()).as("page weight").isLessThan(LARGEST);
            assertThat(tab.requests).hasSize(1);
            traffic(cluster, 30);
            tab.await("document.querySelectorAll('.flushes tbody tr').length > 20");
            tab.await("[...document.querySelectorAll('.matrix td.heard')].length === 6");
            tab.await("document.querySelector('.summary').innerText.startsWith('All 3 servers')");
            picture(tab, "healthy");
            inspect(tab);
            assertThat(tab.requests)
                    .allMatch(url -> URI.create(url)
                            .getAuthority()
                            .equals(cluster.node(0).server.uri().getAuthority()));
        }
    }

    /** The picture of the README: three servers that have been up for a while. */
    @Test
    void picture_ofTheReadme_isTakenWhereItIsAskedFor(@TempDir Path folder) throws Exception {
        assumeTrue(System.getProperty("status.pictures") != null, "no pictures are asked for");
        String[] statements = {"select * from greebles where id = 43", "select * from greebles where owner = 'Bob'"};
        var page = new Page(
                Views.well(3, statements), "memoizer-status", Optional.empty(), Optional.empty(), Optional.empty());
        Path file = Files.writeString(folder.resolve("page.html"), page.render());
        try (Tab tab = browser.open().go(file.toUri().toString())) {
            picture(tab, "readme");
            tab.dark(false)
                    .size(1280, 1000)
                    .smallPicture(Path.of(System.getProperty("status.pictures"), "status.webp"));
        }
    }

    @Test
    void page_refreshed_keepsFocusScrollAndWhatIsTyped() {
        try (var cluster = StatusCluster.of(3);
                Tab tab = open(cluster.node(0))) {
            tab.size(380, 500);
            tab.eval("{ const area = document.querySelector('textarea'); area.focus(); area.value = 'select typed';"
                    + " area.setSelectionRange(3, 5); document.querySelector('.scroll').scrollLeft = 15;"
                    + " window.before = scrollY; }");
            assertThat(tab.is("scrollY > 0")).isTrue();
            cluster.node(1).memoizer.flush("select new");

            tab.await("document.querySelector('.flushes code')?.innerText === 'select new'");

            assertThat(
                            tab.is(
                                    "document.activeElement.tagName === 'TEXTAREA' && document.activeElement.selectionStart === 3"))
                    .isTrue();
            assertThat(tab.eval("document.querySelector('textarea').value")).isEqualTo("select typed");
            assertThat(tab.is("document.querySelector('.scroll').scrollLeft === 15"))
                    .isTrue();
            assertThat(tab.errors).isEmpty();
        }
    }

    @Test
    void page_paused_asksNoMore() {
        try (var cluster = StatusCluster.of(1);
                Tab tab = open(cluster.node(0))) {
            tab.await("performance.getEntriesByType('resource').length > 0");
            tab.eval("document.getElementById('pause').click()");

            assertThat(tab.text("#fresh")).isEqualTo("Paused");
            assertThat(tab.text("#pause")).isEqualTo("Go on");
            long asked = tab.requests.size();
            tab.eval("new Promise(done => setTimeout(done, 3500))");
            assertThat(tab.requests).hasSize((int) asked);
        }
    }

    @Test
    void page_withoutScript_isComplete() {
        try (var cluster = StatusCluster.of(3);
                Tab tab = browser.open()
                        .script(false)
                        .size(1280, 900)
                        .go(cluster.node(0).page())) {
            Map<?, ?> root = tab.send("DOM.getDocument", Map.of("depth", -1));
            String text = root.toString();

            assertThat(text).contains("All 3 servers answer", "Reload", "heard", "Explain");
        }
    }

    @Test
    void page_peerKilled_saysSoWhereItIsSeenAndRead() {
        try (var cluster = new StatusCluster(
                        3, "server-cluster.staleness-bound = 3s\nserver-cluster.heartbeat = 500ms\n", page -> page);
                Tab tab = open(cluster.node(0))) {
            traffic(cluster, 30);
            cluster.node(2).kill();
            Waiting.await(() -> cluster.node(0).hears(PeerStatus.State.LOST, cluster.node(2)));
            cluster.node(0).memoizer.flush("select * from greebles where id = 43");

            tab.await("document.querySelectorAll('.matrix td.lost').length === 2");
            tab.await("document.querySelector('.summary.ill').innerText.includes('2 of 3 servers could be asked')");
            tab.await("document.querySelector('.problem').innerText.includes('refused')");
            tab.await("document.querySelector('.flushes .pending, .flushes .lapsed') !== null");
            picture(tab, "killed");
            inspect(tab);
            assertThat(tab.eval("document.title")).isEqualTo("Look here \u2013 Cluster Memoizer");
        }
    }

    @Test
    void page_peerPaused_comesAtOnceAndSaysHowLongItHasNotAnswered() {
        try (var cluster = new StatusCluster(
                        3, "server-cluster.staleness-bound = 3s\nserver-cluster.heartbeat = 500ms\n", page -> page);
                Tab tab = open(cluster.node(0))) {
            cluster.node(1).pause();

            tab.await("document.querySelector('.problem') !== null");
            tab.await("document.querySelectorAll('.matrix td.lost').length === 2");
            tab.await("document.querySelector('.card.ill .note').innerText.startsWith('As it was')");
            picture(tab, "paused");
            inspect(tab);
            Object took = tab.eval("{ const start = performance.now(); fetch(location.href).then(r => r.text())"
                    + ".then(() => performance.now() - start) }");
            assertThat(((Number) took).doubleValue()).as("milliseconds").isLessThan(1_500);
        }
    }

    @Test
    void page_twentyServers_fits() {
        try (var cluster = new StatusCluster(20, "", page -> page);
                Tab tab = open(cluster.node(0))) {
            traffic(cluster, 5);
            tab.await("document.querySelectorAll('.matrix td.heard').length === 380");
            tab.await("document.querySelector('.flushes') !== null");
            picture(tab, "twenty");
            inspect(tab);
        }
    }

    @Test
    void statement_hostile_isShownAndExplainedAndFlushed() {
        List<String> statements = List.of(
                "<script>document.title = 'gone'</script><img src=x onerror=\"document.title='gone'\">",
                "\"'></textarea><svg onload=\"document.title='gone'\">",
                "select '\u202Ereversed\u2066' \u05E9\u05DC\u05D5\u05DD \u0627\u0644\u0639",
                "select 1\r\nfrom a\r\nwhere b",
                "select 100 kB" + "<x>".repeat(34_000));
        try (var cluster = new StatusCluster(2, "", page -> page.allowFlush(true));
                Tab tab = open(cluster.node(0))) {
            for (String statement : statements) {
                cluster.node(1).memoizer.memoize(statement, () -> 1);
                tab.eval("document.querySelector('textarea').value = " + Json.write(statement));

                tab.leave("document.querySelector('button[value=explain]').click()");
                assertThat(tab.text("section[aria-labelledby=ask] .cards"))
                        .contains("In memory")
                        .contains("Not in memory");
                assertThat(tab.eval("document.querySelector('textarea').value"))
                        .isEqualTo(statement.replace("\r\n", "\n"));
                tab.leave("document.querySelector('button[value=flush]').click()");

                assertThat(tab.text(".notice")).contains("Flushed.").contains("acknowledged");
                assertThat(cluster.node(1).memoizer.isCached(statement)).isFalse();
            }
            tab.await("document.querySelectorAll('.flushes code').length >= " + statements.size());
            assertThat(tab.eval("document.title")).isEqualTo("All well \u2013 Cluster Memoizer");
            picture(tab, "hostile");
            inspect(tab);
        }
    }

    @Test
    void buttons_notAllowed_areNotThere() {
        try (var cluster = StatusCluster.of(1);
                Tab tab = open(cluster.node(0))) {
            assertThat(tab.eval(
                            "[...document.forms].flatMap(f => [...f.elements]).filter(e => e.name === 'do').length"))
                    .isEqualTo(1L);
        }
    }

    @Test
    void flushEverything_byKeyboard_asksForConsent() {
        try (var cluster = new StatusCluster(2, "", page -> page.allowFlush(true));
                Tab tab = open(cluster.node(0))) {
            cluster.node(1).memoizer.memoize("a", () -> 1);
            tab.eval("document.querySelector('button[value=flush-everything]').click()");
            assertThat(tab.is("document.querySelector('input[name=meant]:invalid') !== null"))
                    .isTrue();
            assertThat(cluster.node(1).memoizer.isCached("a")).isTrue();

            tab.eval("document.querySelector('input[name=meant]').focus()");
            press(tab, " ", "Space", 32);
            press(tab, "Tab", "Tab", 9);
            assertThat(tab.eval("document.activeElement.value")).isEqualTo("flush-everything");
            press(tab, "\r", "Enter", 13);

            tab.await("document.querySelector('.notice')?.innerText.includes('Everything.') === true");
            assertThat(cluster.node(1).memoizer.isCached("a")).isFalse();
        }
    }

    private static void press(Tab tab, String key, String code, int number) {
        Map<String, Object> event = new java.util.HashMap<>(
                Map.of("key", key.equals("\r") ? "Enter" : key, "code", code, "windowsVirtualKeyCode", number));
        if (key.length() == 1) {
            event.put("text", key);
        }
        event.put("type", "keyDown");
        tab.send("Input.dispatchKeyEvent", event);
        event.put("type", "keyUp");
        event.remove("text");
        tab.send("Input.dispatchKeyEvent", event);
    }
}
