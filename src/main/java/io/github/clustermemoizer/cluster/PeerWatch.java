package io.github.clustermemoizer.cluster;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operators once when a peer is lost, and once when it is back. Used by the ticking thread alone. */
final class PeerWatch {
    private static final Logger log = LoggerFactory.getLogger(ClusterBroadcaster.class);

    private final PeerLink link;
    private final Terms terms;
    private final ClusterConfig config;
    private boolean isLost;
    private boolean isGone;

    PeerWatch(PeerLink link, Terms terms, ClusterConfig config) {
        this.link = link;
        this.terms = terms;
        this.config = config;
    }

    /** @param now nanoseconds since this server's start */
    void look(Contacts.View view, long now) {
        Telling telling = link.telling();
        long untold = view.isExcused() ? 0 : now - telling.lastAnswered();
        if (view.isExcused() != isGone) {
            isGone = !isGone;
            if (isGone) {
                log.info("peer {} has said goodbye and is not missed for {}", link.peer(), words(config.absence()));
            }
        }
        if (isLost == (view.isLost() || terms.isTooLong(untold))) {
            return;
        }
        isLost = !isLost;
        String reason = telling.reason().orElse("it answers");
        if (!isLost) {
            log.info("peer {} is heard from again, and takes what it is told", link.peer());
        } else if (view.isLost()) {
            log.warn(
                    "peer {} has not been heard from for {} ({}): {}. If it is gone for good, take it out of {};"
                            + " if it is this server, set {}",
                    link.peer(),
                    words(Duration.ofNanos(view.unheard())),
                    reason,
                    consequence(),
                    ConfigKeys.PEERS,
                    ConfigKeys.SELF);
        } else {
            log.warn(
                    "peer {} has not taken anything for {} ({}): it is told again until it does, and by its own rule"
                            + " serves no value that was flushed here more than {} ago",
                    link.peer(),
                    words(Duration.ofNanos(untold)),
                    reason,
                    words(config.stalenessBound()));
        }
    }

    private String consequence() {
        return switch (config.whenIsolated()) {
            case SHORTEN ->
                "values are now reloaded after " + words(config.stalenessBound()) + ", some of them after half of that";
            case SERVE -> "values are served on, however old, since " + ConfigKeys.WHEN_ISOLATED + " is serve";
        };
    }

    private static String words(Duration duration) {
        return duration.toMillis() >= 10_000 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
