package io.github.clustermemoizer.status;

import java.util.function.DoubleFunction;

/** Each server: its figures, and its last ten minutes. */
final class ServerCards {
    private final ClusterView view;
    private final Html html;

    ServerCards(ClusterView view, Html html) {
        this.view = view;
        this.html = html;
    }

    void write() {
        html.open("ul", "class", "cards");
        for (int i = 0; i < view.servers().size(); i++) {
            card(i, view.servers().get(i));
        }
        html.close("ul");
    }

    private void card(int index, ServerView server) {
        html.open("li", "class", server.problem().isPresent() ? "card ill" : "card");
        html.open("h3").element("b", String.valueOf(index + 1), "class", "n").text(" ");
        html.element("bdi", server.name());
        if (server.isHere()) {
            html.text(" ").element("em", "this server");
        }
        html.close("h3");
        server.problem().ifPresent(problem -> html.element("p", "Could not be asked: " + problem, "class", "problem"));
        if (server.report().isPresent()) {
            if (server.problem().isPresent()) {
                html.element("p", "As it was " + Shown.seconds(server.reportedSecondsAgo()) + " ago:", "class", "note");
            }
            figures(server.report().get());
            html.open("p", "class", "note").text("Up for ");
            html.element("b", Shown.seconds(server.report().get().uptimeSeconds()))
                    .text(", version ");
            html.element("b", server.report().get().version()).close("p");
            lines(server.report().get().lines());
        }
        html.close("li");
    }

    private void figures(Report report) {
        Values values = report.values();
        html.open("dl");
        figure("Hit rate", Shown.percent(values.hitRate()));
        figure("Entries", Shown.count(values.entries()));
        figure("Loads", Shown.count(values.loads()));
        figure("Mean load", values.loads() + values.loadFailures() == 0 ? "–" : Shown.millis(values.meanLoadMillis()));
        if (values.loadFailures() > 0) {
            figure("Failed loads", Shown.count(values.loadFailures()));
        }
        figure("Flushed", Shown.count(values.flushed()));
        figure(
                "Bound now",
                report.boundInForceSeconds().isPresent()
                        ? Shown.seconds(report.boundInForceSeconds().getAsDouble())
                        : "none");
        if (values.hitsBeyondBound() > 0) {
            figure("Hits beyond bound", Shown.count(values.hitsBeyondBound()));
        }
        if (report.refused() > 0) {
            figure("Refused requests", Shown.count(report.refused()));
        }
        html.close("dl");
    }

    private void figure(String name, String value) {
        html.open("div").element("dt", name).element("dd", value).close("div");
    }

    private void lines(TimeLines lines) {
        chart("Flushes sent per second", "", lines.flushRate().max(), Shown::rate, lines.flushRate());
        chart(
                "Settled: half in",
                "99 % in",
                Math.max(lines.settleP50().max(), lines.settleP99().max()),
                Shown::millis,
                lines.settleP50(),
                lines.settleP99());
        chart("Hit rate", "", 1, Shown::percent, lines.hitRate());
    }

    private void chart(String name, String second, double top, DoubleFunction<String> unit, Line... lines) {
        var words = new StringBuilder(name).append(": ").append(now(unit, lines[0]));
        if (lines.length > 1) {
            words.append(", ").append(second).append(' ').append(now(unit, lines[1]));
        }
        html.open("figure");
        new TimeLine(html)
                .write(words + "; ten minutes, at most " + unit.apply(lines[lines.length - 1].max()), top, lines);
        html.open("figcaption").element("span", name).text(" ").element("b", now(unit, lines[0]), "class", "solid");
        if (lines.length > 1) {
            html.text(" ").element("span", second).text(" ").element("b", now(unit, lines[1]), "class", "dash");
        }
        if (!lines[0].isEmpty()) {
            html.element("span", "top " + unit.apply(top), "class", "top");
        }
        html.close("figcaption").close("figure");
    }

    private static String now(DoubleFunction<String> unit, Line line) {
        return line.isEmpty() ? "–" : unit.apply(line.last());
    }
}
