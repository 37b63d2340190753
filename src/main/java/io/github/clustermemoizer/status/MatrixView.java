package io.github.clustermemoizer.status;

import io.github.clustermemoizer.cluster.PeerStatus;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The picture: who looks in rows, who is looked at in columns. */
final class MatrixView {
    /** With more of them each cell has room for the figures only; what belongs to them is still read out. */
    private static final int WIDE = 6;

    private final ClusterView view;
    private final Html html;

    MatrixView(ClusterView view, Html html) {
        this.view = view;
        this.html = html;
    }

    void write() {
        List<ServerView> servers = view.servers();
        html.open("table", "class", servers.size() > WIDE ? "matrix compact" : "matrix");
        html.element("caption", "Who hears whom", "class", "unseen");
        html.open("thead").open("tr").element("th", "listens", "scope", "col");
        for (int i = 0; i < servers.size(); i++) {
            html.open("th", "scope", "col");
            name(i, servers.get(i));
            html.close("th");
        }
        html.close("tr").close("thead").open("tbody");
        for (int i = 0; i < servers.size(); i++) {
            html.open("tr").open("th", "scope", "row");
            name(i, servers.get(i));
            if (servers.get(i).isHere()) {
                html.text(" ").element("em", "this server");
            }
            html.close("th");
            row(servers.get(i));
            html.close("tr");
        }
        html.close("tbody").close("table");
    }

    private void name(int index, ServerView server) {
        html.element("b", String.valueOf(index + 1), "class", "n").text(" ");
        html.open("span", "class", "name").element("bdi", server.name()).close("span");
    }

    private void row(ServerView server) {
        if (server.report().isEmpty() || server.problem().isPresent()) {
            html.open(
                    "td",
                    "class",
                    "unasked",
                    "colspan",
                    String.valueOf(view.servers().size()));
            html.element("b", "not asked").text(" ");
            html.text(server.problem().orElse("no answer yet")).close("td");
            return;
        }
        for (ServerView other : view.servers()) {
            Optional<Sight> sight = view.sight(server, other);
            if (sight.isPresent()) {
                cell(sight.get());
            } else if (server.address().equals(other.address())) {
                html.open("td", "class", "self").element("b", "self").close("td");
            } else {
                html.open("td", "class", "unlisted").element("b", "not listed").close("td");
            }
        }
    }

    private void cell(Sight sight) {
        String state = sight.state().name().toLowerCase(Locale.ROOT);
        html.open("td", "class", state).element("b", state);
        switch (sight.state()) {
            case SELF, NEW -> {}
            case HEARD, LOST, LEFT -> {
                html.text(" ").open("span").text(Shown.seconds(sight.lastHeardSeconds()));
                html.element("i", " ago").close("span");
            }
        }
        if (sight.state() != PeerStatus.State.SELF) {
            settles(sight);
        }
        html.close("td");
    }

    private void settles(Sight sight) {
        if (sight.settleP50().isPresent()) {
            html.text(" ").open("small").element("i", "settles in ");
            html.text(Shown.millis(sight.settleP50().getAsDouble()));
            html.element("i", ", 99 % in " + Shown.millis(sight.settleP99().orElse(0)))
                    .close("small");
        } else if (sight.roundTripMillis().isPresent()) {
            html.text(" ").open("small").element("i", "answers in ");
            html.text(Shown.millis(sight.roundTripMillis().getAsDouble())).close("small");
        }
        if (sight.pending() > 0) {
            html.text(" ")
                    .open("small")
                    .text(Shown.count(sight.pending()))
                    .element("i", " owed")
                    .close("small");
        }
    }
}
