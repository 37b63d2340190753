package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Flush;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what peers send and hands it to the local caches, or answers what they ask. Knows no way to send anything on, and
 * what it answers is all that a peer learns.
 */
final class Inbox {
    private static final Logger log = LoggerFactory.getLogger(FlushServlet.class);

    /** What to answer: to a flush always one of these texts, and nothing of what was asked. */
    enum Answer {
        SUCCESSFUL(200, Wire.SUCCESSFUL),
        /** The one with a body of its own. */
        ANSWERED(200, ""),
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
    record Reply(Answer answer, String body, Map<String, String> headers) {
        static final Reply REFUSED = new Reply(Answer.REFUSED, Map.of());

        /** @param reason JSON */
        static Reply refused(String reason) {
            return new Reply(Answer.REFUSED, reason, Map.of());
        }

        Reply(Answer answer, Map<String, String> headers) {
            this(answer, answer.body, headers);
        }
    }

    /** More than any cluster has lanes to one server, and few enough to leave it its threads. */
    static final int MOST_UNDER_WAY = 256;

    static final int MOST_WALKS = 100;

    private static final Drops EVERYTHING = new Drops(List.of(Flush.everything()), Drops.NO_HASHES);

    private final String ownNode;
    private final Contacts contacts;
    private final LongSupplier clock;
    private final boolean enabled;
    private final Door door;
    private final Consumer<Supplier<ReceivedFlushes>> listeners;
    private final FlushTargets targets;
    private final ThinnedLog refusals = new ThinnedLog(System::nanoTime);
    private final ThinnedLog malformed = new ThinnedLog(System::nanoTime);
    private final ThinnedLog foreign = new ThinnedLog(System::nanoTime);
    private final ThinnedLog tooOften = new ThinnedLog(System::nanoTime);
    private final SignatureCheck signatures;
    private final WideFlushes wideFlushes = new WideFlushes();
    private final Receipts receipts = new Receipts();
    private final Answerers answerers = new Answerers();
    private final Semaphore underWay = new Semaphore(MOST_UNDER_WAY);

    /** @param clock nanoseconds since this server's start */
    Inbox(ClusterConfig config, String ownNode, Contacts contacts, LongSupplier clock) {
        this(config, ownNode, contacts, clock, received -> {});
    }

    /** @param listeners are told of what is taken */
    Inbox(
            ClusterConfig config,
            String ownNode,
            Contacts contacts,
            LongSupplier clock,
            Consumer<Supplier<ReceivedFlushes>> listeners) {
        this.listeners = listeners;
        this.signatures = new SignatureCheck(
                config.security(), ownNode, config.stalenessBound().toNanos());
        this.ownNode = ownNode;
        this.contacts = contacts;
        this.clock = clock;
        this.enabled = config.enabled();
        this.door = new Door(config, signatures);
        this.targets = new FlushTargets(config.logging());
    }

    FlushTargets targets() {
        return targets;
    }

    Door door() {
        return door;
    }

    Answerers answerers() {
        return answerers;
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
        String refusal = door.refusal(address, headers);
        if (refusal == null) {
            return true;
        }
        refuse(enabled ? Refusal.NOT_ALLOWED : Refusal.CLUSTERING_OFF, address);
        tell(refusals, address, refusal);
        return false;
    }

    /** Tells whether this is the instance id of this server. */
    boolean isOwn(@Nullable String node) {
        return ownNode.equals(node);
    }

    private static void tell(ThinnedLog lines, @Nullable String address, String refusal) {
        lines.log(heldBack -> log.warn(
                "refused a request from {}: {} ({} more since the last such line)",
                address == null ? "nowhere" : Printable.of(address),
                refusal,
                heldBack));
    }

    /**
     * Does what a request asks, all of it or nothing, and only then counts its sender as heard.
     *
     * @param request null if it cannot be read
     */
    Reply take(@Nullable Incoming request) {
        if (request == null) {
            return refused(Answer.MALFORMED, Refusal.MALFORMED, null);
        }
        long now = clock.getAsLong();
        ReceivedEvent event = Recordings.received();
        SignatureCheck.Standing standing = signatures.standing(request, now);
        switch (standing) {
            case FOREIGN -> {
                boolean isSigned = request.header(Headers.SIGNATURE) != null;
                tell(
                        foreign,
                        request.address(),
                        isSigned
                                ? "it is signed with another secret than this server's, or was altered on the way"
                                : "it is not signed, and " + ConfigKeys.SECRET + " is set here");
                refuse(isSigned ? Refusal.WRONG_SIGNATURE : Refusal.NOT_SIGNED, request.address());
                return Door.turnAwayUnsigned(request, isSigned);
            }
            case STALE -> {
                log.debug("refused a request with an old token or number; its sender will greet again");
                return refused(Answer.REFUSED, Refusal.STALE, request.address());
            }
            case GREETING, TRUSTED -> {}
        }
        String node = Headers.node(request::header);
        boolean own = ownNode.equals(node);
        if (!own && Question.isOne(request.query())) {
            return answer(request, now);
        }
        Answer answer = own ? Answer.SUCCESSFUL : takeItems(request, node, now, event);
        if (answer != Answer.SUCCESSFUL) {
            return refused(answer, Refusal.of(answer), request.address());
        }
        now = clock.getAsLong();
        Greeting greeting = own ? null : Headers.greeting(request::header, ownNode, now);
        boolean met = greeting != null && contacts.hear(greeting, now);
        return new Reply(answer, signatures.signed(request, answer.body, Headers.ofReply(ownNode, now, met)));
    }

    private Reply answer(Incoming request, long now) {
        try {
            String body = answerers.answer(request);
            return body == null
                    ? refused(Answer.BUSY, Refusal.BUSY, request.address())
                    : new Reply(
                            Answer.ANSWERED,
                            body,
                            signatures.signed(request, body, Headers.ofReply(ownNode, now, false)));
        } catch (Wire.MalformedQueryException e) {
            tellOfMalformed(request, e);
            return refused(Answer.MALFORMED, Refusal.MALFORMED, request.address());
        } catch (RuntimeException e) {
            log.error("a question could not be answered", e);
            return refused(Answer.FAILED, Refusal.FAILED, request.address());
        }
    }

    private Answer takeItems(Incoming request, @Nullable String node, long now, @Nullable ReceivedEvent event) {
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
            int dropped = targets.drop(isManyWalks(drops.flushes()) ? EVERYTHING : drops);
            receipts.taken(drops.size(), dropped);
            if (!drops.isEmpty()) {
                if (event != null) {
                    event.taken(request.address(), node, drops.size(), dropped);
                }
                listeners.accept(() -> new ReceivedFlushes(
                        Optional.ofNullable(node),
                        String.valueOf(request.address()),
                        drops.flushes(),
                        drops.hashes().length,
                        dropped));
            }
            return Answer.SUCCESSFUL;
        } catch (Wire.MalformedQueryException e) {
            tellOfMalformed(request, e);
            return Answer.MALFORMED;
        } catch (RuntimeException e) {
            log.error("received flush failed; the peer is asked to send it again", e);
            return Answer.FAILED;
        } finally {
            underWay.release();
        }
    }

    private void tellOfMalformed(Incoming request, Wire.MalformedQueryException e) {
        malformed.log(heldBack -> log.warn(
                "malformed request: {}: '{}' ({} more since the last such line)",
                e.getMessage(),
                Printable.of(String.valueOf(request.query())),
                heldBack));
    }

    /** Tells whether a request asks for so many walks over all values that it is cheaper to drop them. */
    private static boolean isManyWalks(List<Flush> flushes) {
        return flushes.stream()
                        .filter(flush -> flush.kind() == Flush.Kind.PREFIX || flush.kind() == Flush.Kind.MATCHING)
                        .count()
                > MOST_WALKS;
    }

    /** Takes note of a request that is refused before it gets here, or is by this. */
    void refuse(Refusal cause, @Nullable String address) {
        receipts.refused(cause);
        ReceivedEvent event = Recordings.received();
        if (event != null) {
            event.refused(address, cause);
        }
    }

    Received received() {
        return receipts.received();
    }

    private Reply refused(Answer answer, Refusal cause, @Nullable String address) {
        refuse(cause, address);
        return new Reply(answer, Map.of());
    }
}
