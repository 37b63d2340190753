package io.github.clustermemoizer.status;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.PeerOutcome;
import io.github.clustermemoizer.cluster.PeerStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Clusters that nobody had to start. */
final class Views {
    private Views() {}

    static String address(int server) {
        return "http://10.0.0." + server + ":8080";
    }

    /** Servers 1 to {@code size}, all well, of which the first shows the page; each has sent these. */
    static ClusterView well(int size, String... statements) {
        return ClusterView.of(servers(size, statements));
    }

    static List<ServerView> servers(int size, String... statements) {
        var servers = new ArrayList<ServerView>();
        for (int i = 1; i <= size; i++) {
            servers.add(new ServerView(
                    address(i), i == 1, Optional.of(report(i, size, statements)), i == 1 ? 0 : 0.25, Optional.empty()));
        }
        return servers;
    }

    static ServerView ill(ServerView server, String problem) {
        return new ServerView(server.address(), server.isHere(), server.report(), 12, Optional.of(problem));
    }

    static Report report(int server, int size, String... statements) {
        return new Report(
                "node-" + server,
                "1.2." + server,
                3_600 * server,
                30,
                server == 2 && statements.length == 2 && statements[1].contains("<")
                        ? OptionalDouble.of(15)
                        : OptionalDouble.empty(),
                1_000 + server,
                100 + server,
                server,
                new Values(
                        1,
                        4_000 + server,
                        90_000 + server,
                        10_000,
                        9_900 + server,
                        2,
                        12.5 * server,
                        500 + server,
                        7,
                        0),
                lines(server),
                IntStream.rangeClosed(1, size)
                        .mapToObj(other -> sight(server, other))
                        .toList(),
                Arrays.stream(statements)
                        .map(statement -> flush(server, size, statement))
                        .toList());
    }

    static Sight sight(int from, int to) {
        boolean isSelf = from == to;
        return new Sight(
                address(to),
                isSelf ? PeerStatus.State.SELF : PeerStatus.State.HEARD,
                isSelf ? Optional.empty() : Optional.of("node-" + to),
                isSelf ? 0 : 0.1 * from + 0.01 * to,
                0,
                from,
                isSelf ? OptionalDouble.empty() : OptionalDouble.of(from + 0.1 * to),
                isSelf ? OptionalDouble.empty() : OptionalDouble.of(2 * from + 0.2 * to),
                isSelf ? OptionalDouble.empty() : OptionalDouble.of(20 * from + to));
    }

    private static TimeLines lines(int server) {
        var rate = new double[TimeLines.SLOTS];
        var settle = new double[TimeLines.SLOTS];
        var slow = new double[TimeLines.SLOTS];
        var hits = new double[TimeLines.SLOTS];
        for (int i = 0; i < TimeLines.SLOTS; i++) {
            rate[i] = i < 20 ? Double.NaN : 5 + server + 4 * Math.sin(i / 7.0);
            settle[i] = i < 20 || i == 60 ? Double.NaN : 1 + (i * 13 % 5) / 10.0;
            slow[i] = i < 20 || i == 60 ? Double.NaN : 3 + (i * 7 % 11) / 3.0;
            hits[i] = i < 20 ? Double.NaN : 0.9 + (i % 9) / 100.0;
        }
        return new TimeLines(new Line(rate), new Line(settle), new Line(slow), new Line(hits));
    }

    private static FlushLine flush(int server, int size, String statement) {
        Map<String, Fate> fates = new LinkedHashMap<>();
        for (int other = 1; other <= size; other++) {
            if (other != server) {
                fates.put(
                        address(other),
                        other % 3 == 0 && statement.contains("<")
                                ? new Fate(PeerOutcome.LAPSED, OptionalDouble.empty())
                                : Fate.acknowledged(0.5 + other));
            }
        }
        return new FlushLine(
                10 * server,
                Optional.empty(),
                "STATEMENT",
                Shown.beginning(statement, 130),
                statement.length(),
                Optional.of(Flush.statement(statement).byDigest().text()),
                0,
                server,
                true,
                fates);
    }
}
