package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushScope;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.StatementKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can be read on the way between two real servers, and that the right values go nevertheless. */
@Timeout(60)
class WireFormTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String FILE = """
            server-cluster.peers = %peers%
            server-cluster.allowed-requesters = 127.0.0.*
            """;
    private static final String DIGEST = "server-cluster.wire = digest\n";
    private static final String PATH = "/SYSTEM/flush-memoized-statement?";
    private static final StatementKey KEY =
            StatementKey.of("select secret from greebles where id = 43").tagged("secret");
    private static final String OTHER = "select 1";

    private static void fill(Memoizer memoizer) {
        memoizer.memoize(KEY, () -> "old");
        memoizer.memoize(OTHER, () -> "other");
    }

    @Test
    void digest_anyFlush_noTextIsSentAndTheValueGoes() {
        try (var cluster = new TestCluster(2, FILE + DIGEST)) {
            Memoizer www1 = cluster.node(0).memoizer;
            Memoizer www2 = cluster.node(1).memoizer;
            for (Flush flush : List.of(Flush.statement(KEY.text()), Flush.tag("secret"))) {
                fill(www2);
                assertThat(www1.flush(flush).await(SOON)).isTrue();
                assertThat(www2.isCached(KEY.text())).isFalse();
                assertThat(www2.isCached(OTHER)).isTrue();
            }
            fill(www2);
            assertThat(www1.seed(KEY, "new").await(SOON)).isTrue();
            assertThat(www2.isCached(KEY.text())).isFalse();
            assertThat(www2.isCached(OTHER)).isTrue();
            for (Flush flush : List.of(Flush.prefix("select secret"), Flush.matching("*secret*"), Flush.everything())) {
                fill(www2);
                assertThat(www1.flush(flush).await(SOON)).isTrue();
                assertThat(www2.isCached(KEY.text())).isFalse();
                assertThat(www2.isCached(OTHER)).isFalse();
            }

            String digest = "digest=" + Flush.statement(KEY.text()).byDigest().text();
            String tag = "tag-digest=" + Flush.tag("secret").byDigest().text();
            assertThat(cluster.node(1).received)
                    .isEqualTo(List.of(
                            PATH + digest,
                            PATH + tag,
                            PATH + digest,
                            PATH + "all=true",
                            PATH + "all=true",
                            PATH + "all=true"));
        }
    }

    @Test
    void digest_commitOfAScope_travelsInOneRequestWithoutText() {
        try (var cluster = new TestCluster(2, FILE + DIGEST)) {
            Memoizer www1 = cluster.node(0).memoizer;
            fill(cluster.node(1).memoizer);
            try (FlushScope scope = www1.flushScope()) {
                www1.flush(KEY.text());
                www1.flush(Flush.tag("secret"));
                assertThat(scope.commit().await(SOON)).isTrue();
            }

            assertThat(cluster.node(1).received)
                    .singleElement()
                    .asString()
                    .matches(".*\\?digest=[A-Za-z0-9_-]{43}&tag-digest=[A-Za-z0-9_-]{43}");
            assertThat(cluster.node(1).memoizer.isCached(KEY.text())).isFalse();
        }
    }

    @Test
    void digest_onOneServerOfTwo_eachIsUnderstoodByTheOther() {
        try (var cluster = new TestCluster(2, FILE, DIGEST)) {
            for (Flush flush : List.of(Flush.statement(KEY.text()), Flush.tag("secret"))) {
                for (int from = 0; from < 2; from++) {
                    Memoizer to = cluster.node(1 - from).memoizer;
                    fill(to);
                    assertThat(cluster.node(from).memoizer.flush(flush).await(SOON))
                            .isTrue();
                    assertThat(to.isCached(KEY.text())).isFalse();
                    assertThat(to.isCached(OTHER)).isTrue();
                }
            }
            assertThat(cluster.node(0).received)
                    .isEqualTo(List.of(
                            PATH + "statement=select+secret+from+greebles+where+id+%3D+43", PATH + "tag=secret"));
            assertThat(cluster.node(1).received).hasSize(2).noneMatch(line -> line.contains("secret"));
        }
    }

    @Test
    void digest_flushesByPrefixAndPattern_areToldOfOnce() {
        try (var cluster = new TestCluster(2, FILE + DIGEST);
                var logs = new Logs()) {
            Memoizer www1 = cluster.node(0).memoizer;
            www1.flush(KEY.text());
            www1.flush(Flush.everything());
            assertThat(logs.lines("server-cluster.wire")).isEmpty();

            www1.flush(Flush.prefix("select secret"));
            www1.flush(Flush.matching("*secret*"));

            assertThat(logs.lines("server-cluster.wire"))
                    .singleElement()
                    .asString()
                    .startsWith("WARN ")
                    .contains("everything")
                    .doesNotContain("secret");
        }
    }
}
