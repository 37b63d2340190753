package io.github.clustermemoizer.status;

import io.github.clustermemoizer.cluster.PeerStatus;
import java.util.List;
import java.util.Optional;

/**
 * The cluster as the page shows it, at one moment.
 *
 * @param servers in the order of this server's list; this server first if it is not on it
 * @param flushes the last ones, the newest first
 */
record ClusterView(List<ServerView> servers, List<FlushRow> flushes) {
    static ClusterView of(List<ServerView> servers) {
        return new ClusterView(servers, FlushRows.of(servers));
    }

    /** Returns how one server sees another, if the former could be asked and lists the latter. */
    Optional<Sight> sight(ServerView from, ServerView to) {
        Optional<Sight> byAddress = from.report()
                .flatMap(report -> report.peers().stream()
                        .filter(sight -> sight.peer().equals(to.address()))
                        .findFirst());
        // This server may stand on nobody's list under the name that it has here.
        return byAddress.or(() -> from.report()
                .flatMap(report -> report.peers().stream()
                        .filter(sight -> sight.instance().isPresent()
                                && sight.instance().equals(to.report().map(Report::instance)))
                        .findFirst()));
    }

    long asked() {
        return servers.stream().filter(server -> server.problem().isEmpty()).count();
    }

    /** Returns in how many directions somebody is not heard from. */
    long lost() {
        return servers.stream()
                .flatMap(server -> server.report().stream())
                .flatMap(report -> report.peers().stream())
                .filter(sight -> sight.state() == PeerStatus.State.LOST)
                .count();
    }

    /** Returns how many directions somebody tells of. */
    private long seen() {
        return servers.stream()
                .flatMap(server -> server.report().stream())
                .flatMap(report -> report.peers().stream())
                .filter(sight -> sight.state() != PeerStatus.State.SELF)
                .count();
    }

    boolean isWell() {
        return asked() == servers.size() && lost() == 0;
    }

    /** Returns the whole state in a sentence. */
    String summary() {
        String all = Shown.count(servers.size(), "server", "servers");
        if (isWell()) {
            return servers.size() == 1 ? "One server, and no peers." : "All " + all + " answer and hear each other.";
        }
        var text = new StringBuilder();
        if (asked() < servers.size()) {
            text.append(asked()).append(" of ").append(all).append(" could be asked. ");
        }
        if (lost() > 0) {
            text.append(lost())
                    .append(" of ")
                    .append(Shown.count(seen(), "direction is", "directions are"))
                    .append(" lost. ");
        }
        return text.toString().strip();
    }
}
