package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushTarget;
import io.github.clustermemoizer.Lease;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Takes what peers send and hands it to the local caches. Knows no way to send anything on, and what it answers
 * is all that a peer learns.
 */
final class Inbox {
    private static final Logger log = LoggerFactory.getLogger(FlushServlet.class);

    /** What to answer: always one of these texts, and nothing of what was asked. */
    enum Answer {
        SUCCESSFUL(200, Wire.SUCCESSFUL),
        MALFORMED(400, "Bad request."),
        REFUSED(403, "Forbidden."),
        NOT_GET(405, "Method not allowed."),
        TOO_OFTEN(429, "Too many requests."),
        FAILED(500, "Failed."),
        BUSY(503, "Busy.");

        final int status;
        final String body;

        Answer(int status, String body) {
            this.status = status;
            this.body = body;
        }
    }

    /** An answer and the headers of ours that go with it. */
    record Reply(Answer answer, Map<String, String> headers) {}

    /** More than any cluster has lanes to one server, and few enough to leave it its threads. */
    static final int MOST_UNDER_WAY = 256;

    static final int MOST_WALKS = 100;

    private static final Drops EVERYTHING = new Drops(List.of(Flush.everything()), Drops.NO_HASHES);

    private final String ownNode;
    private final Contacts contacts;
    private final LongSupplier clock;
    private final AddressRules allowed;
    private final AddressRules proxies;
    private final boolean enabled;
    private final boolean logging;
    private final List<FlushTarget> targets = new CopyOnWriteArrayList<>();
    private final ThinnedLog refusals = new ThinnedLog(System::nanoTime);
    private final ThinnedLog malformed = new ThinnedLog(System::nanoTime);
    private final ThinnedLog foreign = new ThinnedLog(System::nanoTime);
    private final ThinnedLog tooOften = new ThinnedLog(System::nanoTime);
    private final SignatureCheck signatures;
    private final WideFlushes wideFlushes = new WideFlushes();
    private final Semaphore underWay = new Semaphore(MOST_UNDER_WAY);

    /** @param clock nanoseconds since this server's start */
    Inbox(ClusterConfig config, String ownNode, Contacts contacts, LongSupplier clock) {
        this.signatures = new SignatureCheck(
                config.security(), ownNode, config.stalenessBound().toNanos());
        this.ownNode = ownNode;
        this.contacts = contacts;
        this.clock = clock;
        this.allowed = config.allowed();
        this.proxies = config.security().proxies();
        this.enabled = config.enabled();
        this.logging = config.logging();
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
     * @param headers gives all lines of a header, in order
     * @param node the sender's instance id, if it is one of us
     */
    boolean admits(@Nullable String address, Function<String, List<String>> headers, @Nullable String node) {
        // A server that meets itself must learn so whichever way it came; nothing is dropped then.
        if (ownNode.equals(node)) {
            return true;
        }
        String refusal = enabled ? Requester.of(address, headers, proxies).refusal(allowed) : "clustering is off";
        if (refusal == null) {
            return true;
        }
        tell(refusals, address, refusal);
        return false;
    }

    private static void tell(ThinnedLog lines, @Nullable String address, String refusal) {
        lines.log(heldBack -> log.warn(
                "refused a request from {}: {} ({} more since the last such line)",
                address == null ? "nowhere" : Printable.of(address),
                refusal,
                heldBack));
    }

    /** What the peers have said so far allows to serve this. */
    void renew(Lease lease) {
        targets.forEach(target -> target.renew(lease));
    }

    /** Drops what was loaded before a reading of {@link System#nanoTime()}. */
    void dropLoadedBefore(long time) {
        int dropped = 0;
        for (FlushTarget target : targets) {
            dropped += target.dropLoadedBefore(time);
        }
        log.atLevel(dropped > 0 ? Level.INFO : Level.DEBUG)
                .log(
                        "dropped {} values that were loaded before a peer was replaced or vanished without a goodbye,"
                                + " since it may have flushed them unheard",
                        dropped);
    }

    /**
     * Does what a request asks, all of it or nothing, and only then counts its sender as heard.
     *
     * @param request null if it cannot be read
     */
    Reply take(@Nullable Incoming request) {
        if (request == null) {
            return refused(Answer.MALFORMED);
        }
        long now = clock.getAsLong();
        SignatureCheck.Standing standing = signatures.standing(request, now);
        switch (standing) {
            case FOREIGN -> {
                tell(
                        foreign,
                        request.address(),
                        request.header(Headers.SIGNATURE) == null
                                ? "it is not signed, and " + ConfigKeys.SECRET + " is set here"
                                : "it is signed with another secret than this server's, or was altered on the way");
                return refused(Answer.REFUSED);
            }
            case STALE -> {
                log.debug("refused a request with an old token or number; its sender will greet again");
                return refused(Answer.REFUSED);
            }
            case GREETING, TRUSTED -> {}
        }
        String node = Headers.node(request::header);
        boolean own = ownNode.equals(node);
        Answer answer = own ? Answer.SUCCESSFUL : takeItems(request, node, now);
        if (answer != Answer.SUCCESSFUL) {
            return refused(answer);
        }
        now = clock.getAsLong();
        Greeting greeting = own ? null : Headers.greeting(request::header, ownNode, now);
        boolean met = greeting != null && contacts.hear(greeting, now);
        return new Reply(answer, signatures.signed(request, Headers.ofReply(ownNode, now, met)));
    }

    private Answer takeItems(Incoming request, @Nullable String node, long now) {
        if (!underWay.tryAcquire()) {
            return Answer.BUSY;
        }
        try {
            Drops drops = Wire.parse(request.query());
            if (drops.isEmpty() && node == null) {
                throw new Wire.MalformedQueryException("no parameter");
            }
            String sender = signatures.vouchFor(request) && node != null ? node : String.valueOf(request.address());
            if (!wideFlushes.allow(sender, drops.flushes(), now)) {
                tooOften.log(heldBack -> log.warn(
                        "{} drops everything, or nearly, too often: it is told to wait and tries again"
                                + " ({} more since the last such line)",
                        Printable.of(sender),
                        heldBack));
                return Answer.TOO_OFTEN;
            }
            drop(isManyWalks(drops.flushes()) ? EVERYTHING : drops);
            return Answer.SUCCESSFUL;
        } catch (Wire.MalformedQueryException e) {
            malformed.log(heldBack -> log.warn(
                    "malformed request: {}: '{}' ({} more since the last such line)",
                    e.getMessage(),
                    Printable.of(String.valueOf(request.query())),
                    heldBack));
            return Answer.MALFORMED;
        } catch (RuntimeException e) {
            log.error("received flush failed; the peer is asked to send it again", e);
            return Answer.FAILED;
        } finally {
            underWay.release();
        }
    }

    /** Tells whether a request asks for so many walks over all values that it is cheaper to drop them. */
    private static boolean isManyWalks(List<Flush> flushes) {
        return flushes.stream()
                        .filter(flush -> flush.kind() == Flush.Kind.PREFIX || flush.kind() == Flush.Kind.MATCHING)
                        .count()
                > MOST_WALKS;
    }

    private static Reply refused(Answer answer) {
        return new Reply(answer, Map.of());
    }

    private void drop(Drops drops) {
        drops.flushes().forEach(this::drop);
        if (drops.hashes().length > 0) {
            dropHashes(drops.hashes());
        }
    }

    private void drop(Flush flush) {
        int dropped = 0;
        for (FlushTarget target : targets) {
            dropped += target.flushLocal(flush);
        }
        if (logging) {
            log.info("distributed flush, {} '{}': {} dropped", flush.kind(), Printable.of(flush.text()), dropped);
        }
    }

    private void dropHashes(int[] hashes) {
        int dropped = 0;
        for (FlushTarget target : targets) {
            dropped += target.flushLocalByHash(hashes);
        }
        if (logging) {
            log.info("distributed flush, {} statements by hash: {} dropped", hashes.length, dropped);
        }
    }
}
