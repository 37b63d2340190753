package io.github.clustermemoizer.cluster;

import static java.util.Objects.requireNonNull;

import io.github.clustermemoizer.Broadcaster;
import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushTarget;
import io.github.clustermemoizer.MemoizerView;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every configured peer except this server, by HTTP GET, and keeps count of whether all of them are heard
 * from.
 *
 * <p>Peers are told all at once, each over a connection that stays open, and off the caller's thread.
 * While one request to a peer is under way, what comes in is gathered and leaves together; a peer that
 * fails is told again until it answers, and costs neither the caller nor the other peers anything.
 * What is owed to a peer is bounded: where it would grow too much, the peer is told to drop everything
 * instead.
 *
 * <p>A server that has nothing to say says so, once a heartbeat. One that has not heard from some peer serves
 * nothing any more that is older than the staleness bound. So a delivery settles at the latest after
 * that bound, whether or not the peer can be told.
 *
 * <p>Which of the peers this server is, it finds out by meeting itself; no address needs to be
 * configured. All methods may be called from any thread. Threads are daemons, run from the start, and end with
 * {@link #close()}.
 */
public final class ClusterBroadcaster implements Broadcaster, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterBroadcaster.class);

    private final ClusterConfig config;
    private final Surroundings surroundings;
    private final Runnable stop;
    private final long start;
    private final Terms terms;
    private final Contacts contacts;
    private final Leases leases;
    private final Inbox inbox;
    private final FlushTargets targets;
    private final Wording wording;
    private final Links links;
    private final Discovery discovery;
    private final Fetch fetch;
    private final Alarms alarms;
    private final Listeners listeners;
    private final Doctor doctor;
    private final ThinnedLog lateFlushes = new ThinnedLog(System::nanoTime);
    private volatile boolean closed;

    /**
     * Makes a broadcaster, which begins to greet the peers. They need not be there yet. Where they must be
     * looked up first, waits for that, at most for the configured timeout.
     *
     * @param config the same on every server
     * @throws IllegalStateException if {@code server-cluster.require-peers} is true and a peer is misconfigured; the text
     *     names all that is, and what to change
     * @throws NullPointerException if {@code config} is null
     */
    public ClusterBroadcaster(ClusterConfig config) {
        this(
                config,
                new Machinery(
                        requireNonNull(config, "config").timeout(),
                        config.security().tls()));
    }

    private ClusterBroadcaster(ClusterConfig config, Machinery machinery) {
        this(config, machinery.surroundings(), machinery::close);
        if (!config.enabled()) {
            return;
        }
        if (config.allowed().isEmpty()) {
            log.warn("{} is empty: no peer may flush here", ConfigKeys.ALLOWED_REQUESTERS);
        }
        new Exposure(config, InetAddress::getAllByName).tell(surroundings.executor());
        if (discovery.isEverNew()) {
            discovery.followFirst(config.timeout());
            machinery.every(config.peersRefresh(), discovery::followInBackground);
        } else {
            discovery.follow();
        }
        var ticks = new Ticks();
        machinery.tick(Ticks.pause(config), ticks.safely(this::tick));
        if (config.requirePeers()) {
            RequiredPeers.check(doctor, config, this::close);
        }
        var rounds = new Rounds(links::listed, links::isLost, this::diagnose);
        machinery.every(Rounds.PAUSE, ticks.safely(rounds::look));
    }

    /** Makes one without threads: who calls must {@link #followPeers()} once, and {@link #tick()} again and again. */
    ClusterBroadcaster(ClusterConfig config, Surroundings surroundings) {
        this(config, surroundings, () -> {});
    }

    private ClusterBroadcaster(ClusterConfig config, Surroundings world, Runnable stop) {
        this.config = config;
        surroundings = world.with(config.security().sign(world.transport(), config.path()));
        this.stop = stop;
        start = surroundings.ticker().getAsLong();
        PeerList peers = config.peerSource();
        terms = Terms.of(config, !peers.mayChange());
        contacts = new Contacts(terms);
        listeners = new Listeners(surroundings.executor());
        inbox = new Inbox(config, surroundings.node(), contacts, this::now, listeners::received);
        targets = inbox.targets();
        leases = new Leases(config, contacts, targets, start, this::now, () -> closed);
        wording = new Wording(config);
        links = new Links(config, terms, surroundings, contacts, this::now);
        discovery = new Discovery(peers, links, contacts, this::now, surroundings.executor());
        var caller = new Caller(
                surroundings.node(), config.path(), surroundings.transport(), surroundings.executor(), this::now);
        fetch = new Fetch(caller, links, config.signed());
        alarms = new Alarms(surroundings.ticker(), surroundings.executor());
        var probe = new Probe(config, caller, world.transport());
        doctor = new Doctor(config, caller, probe, links, targets, wording, alarms);
        new Registrar(config, links, contacts, targets, new Canaries(this::now)).answerIn(inbox.answerers(), doctor);
    }

    @Override
    public Delivery broadcast(List<Flush> flushes) {
        return broadcast(flushes, 0);
    }

    @Override
    public Delivery broadcast(List<Flush> flushes, int dropped) {
        if (flushes.isEmpty()) {
            return new BroadcastDelivery(List.of(), new long[0], 0, () -> 0, alarms);
        }
        if (closed) {
            lateFlushes.log(heldBack -> log.warn(
                    "a flush came after close and is not sent to the peers ({} more since the last such line)",
                    heldBack));
        }
        Runnable ended = closed ? null : listeners.broadcastBegins();
        List<BroadcastFollower> followers = closed ? List.of() : listeners.broadcast(flushes, dropped);
        boolean complete = !config.enabled() || links.isComplete();
        List<PeerLink> all = links.toFlush();
        long[] positions = new long[all.size()];
        if (positions.length > 0) {
            List<Item> items = wording.items(flushes);
            for (int i = 0; i < positions.length; i++) {
                positions[i] = all.get(i).add(items);
            }
        }
        long flushed = now();
        var delivery = new BroadcastDelivery(
                all, positions, flushed, complete ? () -> 0 : () -> terms.lapse(flushed, false) - now(), alarms);
        if (ended != null) {
            var unused = delivery.settledSomeTime().thenRun(ended);
        }
        followers.forEach(delivery::follow);
        return delivery;
    }

    /**
     * Drops what {@code flush} names from all memoizers that are attached to this broadcaster, and tells the peers to do
     * the same, for operators. An application flushes by its memoizer, which knows of transactions.
     *
     * @param flush what to drop
     * @return what becomes of the message to the peers
     * @throws NullPointerException if {@code flush} is null
     */
    public Delivery flushByHand(Flush flush) {
        int dropped = targets.flushByHand(requireNonNull(flush, "flush"));
        return broadcast(List.of(flush), dropped);
    }

    @Override
    public void attach(FlushTarget target) {
        targets.attach(requireNonNull(target, "target"));
        if (config.enabled()) {
            leases.grant(target);
        }
    }

    @Override
    public void detach(FlushTarget target) {
        targets.detach(requireNonNull(target, "target"));
    }

    /**
     * GETs any path from every peer except this server, all at once, each one time. It is not signed. Where there is a
     * secret, nothing can be flushed this way.
     *
     * @param pathAndQuery encoded, from the root of the host, such as {@code /status?short=true}
     * @return completes within twice the timeout, never exceptionally, with what each peer answered; an
     *     unmodifiable map in the order of the configuration
     * @throws IllegalArgumentException if it does not begin with a slash, or has a character that a
     *     request line cannot carry
     * @throws NullPointerException if {@code pathAndQuery} is null
     */
    public CompletableFuture<Map<URI, PeerReply>> getFromPeers(String pathAndQuery) {
        return fetch.fromAll(requireNonNull(pathAndQuery, "pathAndQuery"));
    }

    /**
     * Asks every peer except this server, all at once and each one time, on the way of the flushes: with the same
     * signature, and let in by the same rules.
     *
     * @param question a name, of which an {@linkplain #answer answerer} is known there
     * @param about what it is about; may be empty
     * @return completes within three times the timeout, never exceptionally, with what each peer answered; an
     *     unmodifiable map in the order of the configuration
     * @throws IllegalArgumentException if {@code question} is not one or up to four words of a to z with hyphens between,
     *     or {@code about} is too long for a request line: about 5,900 characters, encoded
     * @throws NullPointerException if an argument is null
     */
    public CompletableFuture<Map<URI, PeerReply>> ask(String question, String about) {
        return fetch.askAll(new Question(question, about));
    }

    /**
     * Asks one peer, as {@link #ask(String, String)} asks all.
     *
     * @param peer its address, as {@link #status()} lists it
     * @param question a name, of which an {@linkplain #answer answerer} is known there
     * @param about what it is about; may be empty
     * @return completes within three times the timeout, never exceptionally, with what the peer answered; at once with a
     *     failure if it is not listed, or is this server
     * @throws IllegalArgumentException as in {@link #ask(String, String)}
     * @throws NullPointerException if an argument is null
     */
    public CompletableFuture<PeerReply> ask(URI peer, String question, String about) {
        return fetch.ask(requireNonNull(peer, "peer"), new Question(question, about));
    }

    /**
     * From now on answers a question of peers, and of who else may flush here. One that was there before is replaced.
     *
     * @param question its name
     * @param answerer is given what it is about, and returns JSON of at most 60,000 bytes; runs on a thread of the
     *     container, at most four at once
     * @throws IllegalArgumentException if {@code question} is not one or up to four words of a to z with hyphens between
     * @throws NullPointerException if an argument is null
     */
    public void answer(String question, UnaryOperator<String> answerer) {
        inbox.answerers().put(requireNonNull(question, "question"), requireNonNull(answerer, "answerer"));
    }

    /**
     * Returns what may be looked at of the memoizers whose flushes this broadcaster spreads.
     *
     * @return an unmodifiable list, in the order in which they came
     */
    public List<MemoizerView> memoizers() {
        return targets.views();
    }

    /**
     * Finds out why peers are not told, or do not tell: asks each on the very path of the flushes who this server is to
     * it, flushes a statement there that belongs to nobody, and compares what should be the same on every server. No
     * value of the application is touched.
     *
     * @return completes within eight times the timeout, never exceptionally; with nothing but a finding where clustering is
     *     off
     */
    public CompletableFuture<Diagnosis> diagnose() {
        return doctor.diagnose(true);
    }

    /**
     * Tells how this server sees the cluster.
     *
     * @return a snapshot; no peer is asked
     */
    public ClusterStatus status() {
        long now = now();
        return new ClusterStatus(
                surroundings.node(),
                leases.boundInForce(now),
                links.listed().stream()
                        .map(link -> PeerStatus.of(link, contacts.view(link.peer(), now)))
                        .toList(),
                inbox.received());
    }

    /**
     * Adds one who wants to know what happens. It is kept until it is removed.
     *
     * @param listener is told soon who the peers are
     * @throws NullPointerException if it is null
     */
    public void addListener(ClusterListener listener) {
        listeners.add(requireNonNull(listener, "listener"));
        listeners.peersAre(links.listed());
    }

    /**
     * Takes back {@link #addListener}. Does nothing for one that was not added.
     *
     * @param listener what was added
     */
    public void removeListener(ClusterListener listener) {
        listeners.remove(requireNonNull(listener, "listener"));
    }

    /**
     * Ends sending. Waits for what is owed to peers that answer, at most for the configured timeout, and says
     * goodbye to those that have been told all, so that they do not miss this server while it restarts. What is owed to
     * the others is not sent any more, and neither is what is flushed later. A second call does nothing.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        CompletableFuture<Void> left = leave();
        try {
            left.get(config.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.debug("closed before all peers were told: {}", e.toString());
        }
        links.close();
        stop.run();
        alarms.close();
        if (config.enabled()) {
            leases.renew();
        }
    }

    /** Begins to say goodbye to all peers; completes when there is no more to wait for. */
    CompletableFuture<Void> leave() {
        return CompletableFuture.allOf(
                links.listed().stream().map(PeerLink::leave).toArray(CompletableFuture[]::new));
    }

    /** Asks who the peers are. May block. */
    void followPeers() {
        if (config.enabled()) {
            discovery.follow();
        }
    }

    /** Does what time brings: heartbeats, retries, and the ages that may be served. */
    void tick() {
        leases.tick();
        links.tick();
        listeners.peersAre(links.listed());
        listeners.ticks();
        alarms.ring();
    }

    List<PeerLink> links() {
        return links.listed();
    }

    /**
     * Returns how this broadcaster is configured.
     *
     * @return the configuration that it was made with
     */
    public ClusterConfig config() {
        return config;
    }

    /**
     * Tells how long this broadcaster has been there.
     *
     * @return the time since it was made
     */
    public Duration uptime() {
        return Duration.ofNanos(now());
    }

    Inbox inbox() {
        return inbox;
    }

    private long now() {
        return surroundings.ticker().getAsLong() - start;
    }
}
