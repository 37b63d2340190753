package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushTarget;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what peers send and hands it to the local caches. Knows no way to send anything on. */
final class Inbox {
    private static final Logger log = LoggerFactory.getLogger(FlushServlet.class);

    /** What to answer: always one of these texts, and nothing of what was asked. */
    enum Answer {
        SUCCESSFUL(200, Wire.SUCCESSFUL),
        MALFORMED(400, "Bad request."),
        REFUSED(403, "Forbidden."),
        NOT_GET(405, "Method not allowed."),
        FAILED(500, "Failed.");

        final int status;
        final String body;

        Answer(int status, String body) {
            this.status = status;
            this.body = body;
        }
    }

    private final String ownNode;
    private final AllowedRequesters allowed;
    private final boolean enabled;
    private final boolean logging;
    private final List<FlushTarget> targets = new CopyOnWriteArrayList<>();
    private final ThinnedLog refusals = new ThinnedLog(System::nanoTime);
    private final ThinnedLog malformed = new ThinnedLog(System::nanoTime);

    Inbox(ClusterConfig config, String ownNode) {
        this.ownNode = ownNode;
        this.allowed = config.allowed();
        this.enabled = config.enabled();
        this.logging = config.logging();
    }

    String ownNode() {
        return ownNode;
    }

    void attach(FlushTarget target) {
        targets.add(target);
    }

    void detach(FlushTarget target) {
        targets.remove(target);
    }

    /**
     * Decides whether a requester may come in.
     *
     * @param address what the container says the socket's other end is
     * @param proxied whether the request carries a sign of a proxy, whose address then is not the requester's
     * @param node the sender's instance id, if it is one of us
     */
    boolean admits(@Nullable String address, boolean proxied, @Nullable String node) {
        // A server that meets itself must learn so whichever way it came; nothing is dropped then.
        if (ownNode.equals(node) || (enabled && !proxied && allowed.allow(address))) {
            return true;
        }
        refusals.log(heldBack -> log.warn(
                "refused a request from {}: {} ({} more since the last such line)",
                address == null ? "nowhere" : Printable.of(address),
                !enabled
                        ? "clustering is off"
                        : proxied ? "it came through a proxy" : "not in " + ConfigKeys.ALLOWED_REQUESTERS,
                heldBack));
        return false;
    }

    /**
     * Does what a request asks, all of it or nothing.
     *
     * @param node the sender's instance id, if it is one of us
     */
    Answer take(@Nullable String rawQuery, @Nullable String node) {
        if (ownNode.equals(node)) {
            return Answer.SUCCESSFUL;
        }
        List<Flush> flushes;
        try {
            flushes = Wire.parse(rawQuery);
            if (flushes.isEmpty() && node == null) {
                throw new Wire.MalformedQueryException("no parameter");
            }
        } catch (Wire.MalformedQueryException e) {
            malformed.log(heldBack -> log.warn(
                    "malformed request: {}: '{}' ({} more since the last such line)",
                    e.getMessage(),
                    Printable.of(String.valueOf(rawQuery)),
                    heldBack));
            return Answer.MALFORMED;
        }
        try {
            flushes.forEach(this::flush);
            return Answer.SUCCESSFUL;
        } catch (RuntimeException e) {
            log.error("received flush failed; the peer is asked to send it again", e);
            return Answer.FAILED;
        }
    }

    private void flush(Flush flush) {
        int dropped = 0;
        for (FlushTarget target : targets) {
            dropped += target.flushLocal(flush);
        }
        if (logging) {
            log.info("distributed flush, {} '{}': {} dropped", flush.kind(), Printable.of(flush.text()), dropped);
        }
    }
}
