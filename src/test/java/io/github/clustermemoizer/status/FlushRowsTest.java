package io.github.clustermemoizer.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Flush;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FlushRowsTest {
    private static final FlushLine HASHES =
            new FlushLine(1.9, Optional.of("node-1"), FlushLine.HASHES, "", 0, Optional.empty(), 9, 4, false, Map.of());

    /** As its sender remembers it. */
    private static FlushLine sent(double ago, Flush flush, int more) {
        return line(ago, Optional.empty(), flush, flush, more, 1);
    }

    /** As another remembers it, who got it as {@code came}. */
    private static FlushLine received(double ago, Flush flush, Flush came, int more) {
        return line(ago, Optional.of("node-1"), flush, came, more, 4);
    }

    private static FlushLine line(
            double ago, Optional<String> origin, Flush flush, Flush shown, int more, int dropped) {
        return new FlushLine(
                ago,
                origin,
                shown.kind().name(),
                Shown.beginning(shown.text(), 130),
                shown.text().length(),
                Optional.of(flush.byDigest().text()),
                more,
                dropped,
                true,
                origin.isEmpty() ? Map.of(Views.address(2), Fate.acknowledged(3)) : Map.of());
    }

    /** What server 1 has sent, and server 2 received. */
    private static List<FlushRow> rows(List<FlushLine> sent, List<FlushLine> received) {
        List<ServerView> servers = new ArrayList<>(Views.servers(2));
        servers.set(0, with(servers.get(0), sent));
        servers.set(1, with(servers.get(1), received));
        return FlushRows.of(servers);
    }

    private static ServerView with(ServerView server, List<FlushLine> flushes) {
        Report report = server.report().orElseThrow();
        return new ServerView(
                server.address(),
                server.isHere(),
                Optional.of(new Report(
                        report.instance(),
                        report.version(),
                        report.uptimeSeconds(),
                        report.boundSeconds(),
                        report.boundInForceSeconds(),
                        report.received(),
                        report.receivedFlushes(),
                        report.refused(),
                        report.values(),
                        report.lines(),
                        report.peers(),
                        flushes)),
                0,
                server.problem());
    }

    private static void assertJoined(List<FlushRow> rows, FlushLine sent) {
        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(List.of(row.kind(), row.text(), row.more()))
                    .isEqualTo(List.of(sent.kind(), sent.text(), sent.more()));
            assertThat(row.at())
                    .containsExactly(
                            new FlushRow.At(Views.address(1), Optional.empty(), OptionalLong.of(1)),
                            new FlushRow.At(Views.address(2), Optional.of(Fate.acknowledged(3)), OptionalLong.of(4)));
        });
    }

    @Test
    void of_cameByDigest_isOneLineWithTheText() {
        for (Flush flush : List.of(Flush.statement("x".repeat(10_000)), Flush.tag("greebles"))) {
            FlushLine sent = sent(2, flush, 0);

            assertJoined(rows(List.of(sent), List.of(received(1.9, flush, flush.byDigest(), 0))), sent);
        }
    }

    @Test
    void of_cameByHashes_isOneLineWithTheText() {
        FlushLine sent = sent(2, Flush.statement("a"), 9);

        assertJoined(rows(List.of(sent), List.of(HASHES)), sent);
    }

    @Test
    void of_digestOfOther_staysApart() {
        Flush other = Flush.statement("b");
        List<FlushLine> sent = List.of(sent(2, Flush.statement("a"), 0));

        assertThat(rows(sent, List.of(received(1.9, other, other.byDigest(), 0))))
                .hasSize(2);
        Flush tag = Flush.tag("a");
        assertThat(rows(sent, List.of(received(1.9, tag, tag.byDigest(), 0)))).hasSize(2);
        assertThat(rows(sent, List.of(received(20, Flush.statement("a"), Flush.statement("a"), 0))))
                .hasSize(2);
    }

    @Test
    void of_hashesOfMoreOrFewer_stayApart() {
        assertThat(rows(List.of(sent(2, Flush.statement("a"), 0), sent(2, Flush.statement("b"), 0)), List.of(HASHES)))
                .hasSize(3);
        assertThat(rows(List.of(sent(2, Flush.tag("a"), 9)), List.of(HASHES))).hasSize(2);
    }

    /** Else the hashes could take the line of what came by its text, which would then stand alone. */
    @Test
    void of_hashesAndTexts_takeTheirOwn() {
        Flush byText = Flush.statement("a");
        List<FlushRow> rows = rows(
                List.of(sent(1.9, byText, 9), sent(2.1, Flush.statement("b"), 9)),
                List.of(HASHES, received(1.8, byText, byText, 9)));

        assertThat(rows).extracting(FlushRow::text).containsExactly("a", "b");
    }
}
