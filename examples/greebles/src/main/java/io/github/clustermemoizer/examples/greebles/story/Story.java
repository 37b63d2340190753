package io.github.clustermemoizer.examples.greebles.story;

import java.io.IOException;

/** The four steps of the outdated greeble, for one server that updates and one that reads. */
final class Story {
    private static final int GREEBLE = 43;
    private static final String LOOK_UP = "select * from greebles where id = 43";
    private static final String UPDATE = "update greebles set ... where id = 43";

    private final Watch watch;
    private final Screen screen;

    Story(Watch watch, Screen screen) {
        this.watch = watch;
        this.screen = screen;
    }

    void head() {
        row("step", "server", "statement", "answer", "from", "ms", "");
    }

    void tell(WebServer updater, WebServer reader) throws IOException, InterruptedException {
        Sighting first = watch.look(updater, GREEBLE);
        row("1 look up", updater, LOOK_UP, first.answer(), verdict(first, ""));

        Sighting second = watch.look(reader, GREEBLE);
        row("2 look up too", reader, LOOK_UP, second.answer(), verdict(second, ""));

        String colour = Colours.ofVersion(first.answer().greeble().version() + 1);
        Answer updated = watch.repaint(updater, GREEBLE, colour);
        row("3 update, flush", updater, UPDATE, updated, "");

        Sighting again = watch.look(reader, GREEBLE);
        row("4 look up again", reader, LOOK_UP, again.answer(), verdict(again, "fresh"));
    }

    private String verdict(Sighting sighting, String good) {
        return sighting.isStale() ? screen.bad("Doh!") : screen.good(good);
    }

    private void row(String step, WebServer server, String statement, Answer answer, String verdict) {
        String greeble = "%s, version %d"
                .formatted(answer.greeble().colour(), answer.greeble().version());
        row(step, server.name(), statement, greeble, answer.source(), "%.2f".formatted(answer.millis()), verdict);
    }

    private void row(String... cells) {
        screen.line("  %-15s  %-6s  %-37s  %-18s  %-8s %7s  %s", (Object[]) cells);
    }
}
