package io.github.clustermemoizer.status;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.PeerOutcome;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * What became of a flush that was ordered on this page.
 *
 * @param order empty if this server does not know it (any more)
 */
record Notice(Optional<Orders.Order> order) {
    void write(Html html) {
        html.open("div", "class", "notice", "data-live", "notice", "role", "status");
        if (order.isEmpty()) {
            html.element(
                    "p",
                    "This server does not know what became of that flush: it was ordered on another one,"
                            + " before a restart, or long ago.");
        } else {
            known(html, order.get());
        }
        html.close("div");
    }

    private static void known(Html html, Orders.Order order) {
        Flush flush = order.flushes().get(0);
        Map<URI, PeerOutcome> outcomes = order.outcomes();
        boolean isSettled = !outcomes.containsValue(PeerOutcome.PENDING);
        html.open("p").element("b", isSettled ? "Flushed. " : "Flushed here, and not yet on every server. ");
        if (flush.kind() == Flush.Kind.EVERYTHING) {
            html.text("Everything.");
        } else {
            html.element("code", Shown.text(flush.text(), flush.text().length()), "dir", "auto");
            html.text(order.flushes().size() > 1 ? " with \\n and with \\r\\n at its line ends." : "");
        }
        html.close("p").open("ul").element("li", "this server: dropped");
        outcomes.forEach(
                (peer, outcome) -> html.open("li", "class", outcome.name().toLowerCase(java.util.Locale.ROOT))
                        .element("bdi", ServerView.name(peer.toString()))
                        .text(": " + words(outcome))
                        .close("li"));
        html.close("ul");
    }

    private static String words(PeerOutcome outcome) {
        return switch (outcome) {
            case ACKNOWLEDGED -> "acknowledged";
            case PENDING -> "pending; it is told again until it answers";
            case LAPSED -> "lapsed; not told yet, and by now it serves nothing from before";
        };
    }
}
