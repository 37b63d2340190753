package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One source, and what it said last. Logs once when it begins to fail, and once when it is back. */
final class LastGoodPeers {
    private static final Logger log = LoggerFactory.getLogger(ClusterBroadcaster.class);

    private final String name;
    private final PeerSource source;

    // Written by the one thread that asks.
    private volatile @Nullable List<URI> last;
    private int failures;

    /** @param name for the log */
    LastGoodPeers(String name, PeerSource source) {
        this.name = name;
        this.source = source;
    }

    /** Returns the last good list; null before the first. */
    @Nullable
    List<URI> last() {
        return last;
    }

    /** Tells whether the last list is what it said last. For the thread that asks. */
    boolean isCurrent() {
        return last != null && failures == 0;
    }

    /** Asks once. Blocks as long as the source does, and never throws. */
    void refresh() {
        try {
            List<URI> peers = PeerAddress.parseAll(source.peers());
            last = peers;
            if (failures > 0) {
                log.info("peers come from {} again, after {} failures: {}", name, failures, peers);
            }
            failures = 0;
        } catch (InterruptedException e) {
            // The broadcaster is being closed, which is no failure of the source.
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // An Error of a user's source must not end discovery for good.
            failed(e);
        }
    }

    private void failed(Throwable failure) {
        failures++;
        List<URI> before = last;
        String reason = Failures.describe(failure);
        if (failures == 1) {
            log.warn(
                    "no peers come from {}, which is asked again until they do; those known before stay ({}): {}",
                    name,
                    before == null ? 0 : before.size(),
                    reason);
        }
        log.debug("no peers come from {}, {} times in a row: {}", name, failures, reason, failure);
    }
}
