package io.github.clustermemoizer.cluster;

import static java.util.Objects.requireNonNull;

import io.github.clustermemoizer.Broadcaster;
import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushTarget;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every configured peer except this server, by HTTP GET.
 *
 * <p>Peers are told all at once, each over a connection that stays open, and off the caller's thread.
 * While one request to a peer is under way, what comes in is gathered and leaves together; a peer that
 * fails is told again until it answers, and costs neither the caller nor the other peers anything.
 * What is owed to a peer is bounded: where it would grow too much, the peer is told to drop everything
 * instead.
 *
 * <p>Which of the peers this server is, it finds out by meeting itself; no address needs to be
 * configured. All methods may be called from any thread. Threads are daemons and end after
 * {@link #close()}.
 */
public final class ClusterBroadcaster implements Broadcaster, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterBroadcaster.class);

    private static final Duration DRAIN_STEP = Duration.ofMillis(50);

    private final ClusterConfig config;
    private final Inbox inbox;
    private final PeerClient client;
    private final ThreadPoolExecutor sender;
    private final List<PeerLink> links;
    private final ThinnedLog lateFlushes = new ThinnedLog(System::nanoTime);
    private volatile boolean closed;

    /**
     * Makes a broadcaster. Nothing is sent and no thread runs before the first flush.
     *
     * @param config the same on every server
     * @throws NullPointerException if {@code config} is null
     */
    public ClusterBroadcaster(ClusterConfig config) {
        this.config = requireNonNull(config, "config");
        String node = UUID.randomUUID().toString();
        inbox = new Inbox(config, node);
        client = new PeerClient(config.timeout(), node);
        sender = daemons();
        links = config.enabled()
                ? config.peers().stream()
                        .filter(peer -> !peer.equals(config.self().orElse(null)))
                        .map(peer -> new PeerLink(peer, config.path(), node, client, sender))
                        .toList()
                : List.of();
        if (config.enabled() && config.allowed().isEmpty()) {
            log.warn("{} is empty: no peer may flush here", ConfigKeys.ALLOWED_REQUESTERS);
        }
    }

    @Override
    public Delivery broadcast(List<Flush> flushes) {
        if (closed) {
            lateFlushes.log(heldBack -> log.warn(
                    "a flush came after close and is not sent to the peers ({} more since the last such line)",
                    heldBack));
        }
        if (links.isEmpty() || flushes.isEmpty()) {
            return new BroadcastDelivery(List.of(), new long[0]);
        }
        int limit = Wire.queryLimit(config.path());
        List<String> parameters =
                flushes.stream().map(flush -> Wire.parameter(flush, limit)).toList();
        long[] positions = new long[links.size()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = links.get(i).add(parameters);
        }
        return new BroadcastDelivery(links, positions);
    }

    @Override
    public void attach(FlushTarget target) {
        inbox.attach(requireNonNull(target, "target"));
    }

    @Override
    public void detach(FlushTarget target) {
        inbox.detach(requireNonNull(target, "target"));
    }

    /**
     * GETs any path from every peer except this server, all at once, each one time.
     *
     * @param pathAndQuery encoded, from the root of the host, such as {@code /status?short=true}
     * @return completes within twice the timeout, never exceptionally, with what each peer answered; an
     *     unmodifiable map in the order of the configuration
     * @throws IllegalArgumentException if it does not begin with a slash, or has a character that a
     *     request line cannot carry
     * @throws NullPointerException if {@code pathAndQuery} is null
     */
    public CompletableFuture<Map<URI, PeerReply>> getFromPeers(String pathAndQuery) {
        requireNonNull(pathAndQuery, "pathAndQuery");
        if (!pathAndQuery.startsWith("/") || !pathAndQuery.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException(
                    "path must begin with a slash and be encoded in printable ASCII but was '"
                            + Printable.of(pathAndQuery) + "'");
        }
        Map<URI, CompletableFuture<@Nullable PeerReply>> answers = new LinkedHashMap<>();
        for (PeerLink link : links) {
            answers.put(link.peer(), link.get(pathAndQuery));
        }
        return CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    var replies = new LinkedHashMap<URI, PeerReply>();
                    answers.forEach((peer, answer) -> {
                        PeerReply reply = answer.join();
                        if (reply != null) {
                            replies.put(peer, reply);
                        }
                    });
                    return Collections.unmodifiableMap(replies);
                });
    }

    /**
     * Ends sending. Waits for what is owed to peers that answer, at most for the configured timeout; what
     * is owed to the others is not sent any more. A second call does nothing.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        drain();
        links.forEach(PeerLink::close);
        client.close();
        sender.shutdown();
    }

    private void drain() {
        long start = System.nanoTime();
        boolean drained = false;
        while (!drained && System.nanoTime() - start < config.timeout().toNanos()) {
            // Asked anew each time, since a peer may begin to fail meanwhile.
            List<PeerLink> answering =
                    links.stream().filter(link -> !link.isFailing()).toList();
            long[] tails = answering.stream().mapToLong(PeerLink::tail).toArray();
            drained = new BroadcastDelivery(answering, tails).await(DRAIN_STEP)
                    || Thread.currentThread().isInterrupted();
        }
    }

    ClusterConfig config() {
        return config;
    }

    Inbox inbox() {
        return inbox;
    }

    /** As many threads as peers are being sent to at this moment, since each may block on the look-up of a name. */
    private static ThreadPoolExecutor daemons() {
        var count = new AtomicInteger();
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                5,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> {
                    var thread = new Thread(task, "memoizer-sender-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                // After close: what runs finds that out by itself, and nobody is left waiting.
                (task, pool) -> task.run());
    }
}
