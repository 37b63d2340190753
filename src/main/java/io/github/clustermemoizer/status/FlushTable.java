package io.github.clustermemoizer.status;

import java.util.List;
import java.util.Locale;

/** The last flushes. Roles are spelled out, since on a narrow screen the rows are laid out as blocks. */
final class FlushTable {
    private final ClusterView view;
    private final Html html;

    FlushTable(ClusterView view, Html html) {
        this.view = view;
        this.html = html;
    }

    void write() {
        if (view.flushes().isEmpty()) {
            html.element("p", "None yet, since this page was first made.", "class", "note");
            return;
        }
        html.element("p", "The newest first, on whichever server they began.", "class", "note");
        html.open("table", "class", "flushes", "role", "table");
        html.element("caption", "Last flushes", "class", "unseen");
        html.open("thead", "role", "rowgroup").open("tr", "role", "row");
        for (String head : List.of("When", "From", "What", "What became of it")) {
            html.element("th", head, "scope", "col", "role", "columnheader");
        }
        html.close("tr").close("thead").open("tbody", "role", "rowgroup");
        view.flushes().forEach(this::row);
        html.close("tbody").close("table");
    }

    private void row(FlushRow row) {
        html.open("tr", "role", "row");
        html.element("td", Shown.seconds(row.secondsAgo()) + " ago", "role", "cell");
        html.open("td", "role", "cell");
        number(row.origin());
        html.element("bdi", name(row.origin())).close("td");
        html.open("td", "role", "cell");
        html.element("span", row.kind().toLowerCase(Locale.ROOT).replace('_', ' '), "class", "kind");
        if (!row.text().isEmpty()) {
            html.text(" ").element("code", Shown.text(row.text(), row.length()), "dir", "auto");
        } else if (row.length() > 0) {
            html.text(" " + Shown.count(row.length(), "character", "characters"));
        }
        if (row.more() > 0) {
            html.text(" and " + Shown.count(row.more()) + " more");
        }
        html.close("td").open("td", "role", "cell");
        if (!row.at().isEmpty()) {
            html.open("ul");
            row.at().forEach(this::at);
            html.close("ul");
        }
        html.close("td").close("tr");
    }

    private void at(FlushRow.At at) {
        html.open(
                "li",
                "class",
                at.fate()
                        .map(fate -> fate.outcome().name().toLowerCase(Locale.ROOT))
                        .orElse("here"));
        if (!number(at.server())) {
            html.element("bdi", name(at.server())).text(" ");
        }
        at.fate().ifPresent(fate -> html.element("b", words(fate)).text(" "));
        at.dropped().ifPresent(dropped -> html.text("dropped " + Shown.count(dropped)));
        html.close("li");
    }

    private static String words(Fate fate) {
        return switch (fate.outcome()) {
            case ACKNOWLEDGED -> "told in " + Shown.millis(fate.millis().orElse(0));
            case PENDING -> "pending";
            case LAPSED -> "lapsed";
        };
    }

    private static String name(String address) {
        String name = ServerView.name(address);
        return Shown.text(name, name.length());
    }

    /** Writes the number that a server has on this page; returns whether it has one. */
    private boolean number(String address) {
        for (int i = 0; i < view.servers().size(); i++) {
            if (view.servers().get(i).address().equals(address)) {
                html.element("b", String.valueOf(i + 1), "class", "n").text(" ");
                return true;
            }
        }
        return false;
    }
}
