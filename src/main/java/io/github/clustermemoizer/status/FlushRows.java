package io.github.clustermemoizer.status;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Puts together what the servers remember of the same flush: the one where it began knows who acknowledged it, and each of
 * the others what it dropped. A flush has no name, so they are matched by who sent it, what it names, how many came with it, and how
 * long ago that was. No clocks are compared: each server says how long ago.
 *
 * <p>Where only hashes came, nothing says what they name: these take, last of all, what is left.
 */
final class FlushRows {
    static final int MOST = 50;

    /** Longer than an answer is on its way. */
    private static final double TOLERANCE = 2;

    private final List<ServerView> servers;
    private final Map<String, String> addresses = new LinkedHashMap<>(); // by instance
    private final List<Row> rows = new ArrayList<>();

    private static final class Row {
        final String origin;
        final FlushLine line;
        final double secondsAgo;
        final Map<String, FlushRow.At> at = new LinkedHashMap<>();

        Row(String origin, FlushLine line, double secondsAgo) {
            this.origin = origin;
            this.line = line;
            this.secondsAgo = secondsAgo;
        }

        boolean isSame(String from, String server, FlushLine received, double ago) {
            FlushRow.At known = at.get(server);
            return origin.equals(from)
                    && (line.namesSame(received) || received.mayBeHashesOf(line))
                    && line.more() == received.more()
                    && Math.abs(secondsAgo - ago) < TOLERANCE
                    && (known == null || known.dropped().isEmpty());
        }

        void dropped(String server, long dropped) {
            FlushRow.At known = at.get(server);
            at.put(
                    server,
                    new FlushRow.At(server, known == null ? Optional.empty() : known.fate(), OptionalLong.of(dropped)));
        }

        FlushRow toRow() {
            return new FlushRow(
                    secondsAgo,
                    origin,
                    line.kind(),
                    line.text(),
                    line.length(),
                    line.more(),
                    line.followed(),
                    List.copyOf(at.values()));
        }
    }

    private FlushRows(List<ServerView> servers) {
        this.servers = servers;
        for (ServerView server : servers) {
            server.report().ifPresent(report -> addresses.put(report.instance(), server.address()));
        }
    }

    /** Returns the last ones of all servers, the newest first. */
    static List<FlushRow> of(List<ServerView> servers) {
        var all = new FlushRows(servers);
        all.addSent();
        all.addReceived(line -> !line.isOfHashes());
        all.addReceived(FlushLine::isOfHashes);
        return all.rows.stream()
                .sorted(Comparator.comparingDouble(row -> row.secondsAgo))
                .limit(MOST)
                .map(Row::toRow)
                .toList();
    }

    private void addSent() {
        for (ServerView server : servers) {
            for (FlushLine line : flushes(server)) {
                if (line.origin().isEmpty()) {
                    var row = new Row(server.address(), line, ago(server, line));
                    row.dropped(server.address(), line.dropped());
                    line.fates()
                            .forEach((peer, fate) ->
                                    row.at.put(peer, new FlushRow.At(peer, Optional.of(fate), OptionalLong.empty())));
                    rows.add(row);
                }
            }
        }
    }

    private void addReceived(Predicate<FlushLine> which) {
        for (ServerView server : servers) {
            for (FlushLine line : flushes(server)) {
                if (line.origin().isPresent() && which.test(line)) {
                    String instance = line.origin().get();
                    String origin = addresses.getOrDefault(instance, instance);
                    double ago = ago(server, line);
                    Row row = rows.stream()
                            .filter(candidate -> candidate.isSame(origin, server.address(), line, ago))
                            .min(Comparator.comparingDouble(candidate -> Math.abs(candidate.secondsAgo - ago)))
                            .orElseGet(() -> {
                                var own = new Row(origin, line, ago);
                                rows.add(own);
                                return own;
                            });
                    row.dropped(server.address(), line.dropped());
                }
            }
        }
    }

    private static List<FlushLine> flushes(ServerView server) {
        return server.report().map(Report::flushes).orElse(List.of());
    }

    private static double ago(ServerView server, FlushLine line) {
        return line.secondsAgo() + server.reportedSecondsAgo();
    }
}
