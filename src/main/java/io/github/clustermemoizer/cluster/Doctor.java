package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all peers at once, each on the path of the flushes, and flushes a {@linkplain Canaries canary} where one was
 * planted. Its counterpart, which answers such questions, is the {@link Registrar}.
 */
final class Doctor {
    /** A greeting, a question, both once more, and some time for names. */
    private static final int TIMEOUTS_FOR_A_LOOK = 5;

    /** In all: a look, a flush, and whether the canary has gone. */
    static final int TIMEOUTS = TIMEOUTS_FOR_A_LOOK + 3;

    private final ClusterConfig config;
    private final Caller caller;
    private final String node;
    private final LongSupplier clock;
    private final Probe probe;
    private final Links links;
    private final FlushTargets targets;
    private final Wording wording;
    private final Alarms alarms;
    private final AtomicLong canaries = new AtomicLong();

    /**
     * @param wording puts the flush of a canary as that of any statement
     * @param alarms ring where an answer never comes
     */
    Doctor(
            ClusterConfig config,
            Caller caller,
            Probe probe,
            Links links,
            FlushTargets targets,
            Wording wording,
            Alarms alarms) {
        this.config = config;
        this.caller = caller;
        this.node = caller.node();
        this.clock = caller.clock();
        this.probe = probe;
        this.links = links;
        this.targets = targets;
        this.wording = wording;
        this.alarms = alarms;
    }

    /**
     * Looks; never fails.
     *
     * @param withCanary whether to flush one on each peer
     */
    CompletableFuture<Diagnosis> diagnose(boolean withCanary) {
        if (!config.enabled()) {
            var off = new Finding(
                    Problem.CLUSTERING_OFF,
                    "clustering is off here, so nothing is sent or taken: set " + ConfigKeys.ENABLED + " = true");
            return CompletableFuture.completedFuture(new Diagnosis(node, List.of(off), List.of()));
        }
        String canary = withCanary ? node + "-" + canaries.incrementAndGet() : "";
        List<URI> self = self();
        String about = new WhoAmI.Asker(true, self, canary).toJson();
        List<PeerLink> all = links.listed();
        Map<PeerLink, CompletableFuture<PeerDiagnosis.Draft>> looks = new LinkedHashMap<>();
        for (PeerLink link : all) {
            looks.put(link, look(link.peer(), about).thenCompose(symptoms -> withCanary(link, symptoms, canary)));
        }
        CompletableFuture<Optional<Finding>> wrongSelf = config.self()
                .map(this::lookAtSelf)
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
        return CompletableFuture.allOf(looks.values().toArray(CompletableFuture[]::new))
                .thenCombine(wrongSelf, (done, wrong) -> {
                    List<PeerDiagnosis.Draft> drafts =
                            looks.values().stream().map(CompletableFuture::join).toList();
                    return assemble(drafts, self, wrong);
                });
    }

    private List<URI> self() {
        var self = new ArrayList<URI>();
        config.self().ifPresent(self::add);
        links.listed().stream().filter(PeerLink::isSelf).map(PeerLink::peer).forEach(self::add);
        return self;
    }

    private CompletableFuture<Symptoms> look(URI peer, String about) {
        long sent = clock.getAsLong();
        CompletableFuture<Symptoms> look = probe.look(peer, about);
        return limited(
                look,
                TIMEOUTS_FOR_A_LOOK,
                () -> Symptoms.of(peer, new Came(null, new TimeoutException(), clock.getAsLong() - sent)));
    }

    /** Who is told by its configuration that it is another server would never be told anything. */
    private CompletableFuture<Optional<Finding>> lookAtSelf(URI self) {
        return caller.greet(self).thenApply(came -> {
            boolean isOther = came.isSuccessful() && came.node() != null && !node.equals(came.node());
            return isOther
                    ? Optional.of(new Finding(
                            Problem.WRONG_SELF,
                            ConfigKeys.SELF + " says that this server is " + self
                                    + ", where another one answers, which is therefore told nothing: take that line"
                                    + " out of the file of this server, or correct it"))
                    : Optional.empty();
        });
    }

    private CompletableFuture<PeerDiagnosis.Draft> withCanary(PeerLink link, Symptoms symptoms, String canary) {
        WhoAmI introduction = symptoms.introduction();
        var draft = new PeerDiagnosis.Draft(symptoms, null, List.of());
        if (introduction == null || !introduction.canary() || link.isSelf() || symptoms.isOfSeveral()) {
            return CompletableFuture.completedFuture(draft);
        }
        return flush(link, canary).thenCompose(taken -> {
            if (taken == null) {
                var late = new Finding(
                        Problem.FLUSH_NOT_TAKEN,
                        "it answers questions, and did not acknowledge a flush within "
                                + WhoAmI.words(config.timeout()) + " (" + ConfigKeys.TIMEOUT + ")"
                                + link.telling()
                                        .reason()
                                        .map(reason -> ": " + reason)
                                        .orElse(": look at its load and at its log"));
                return CompletableFuture.completedFuture(new PeerDiagnosis.Draft(symptoms, null, List.of(late)));
            }
            return isThere(link.peer(), canary)
                    .thenApply(there -> new PeerDiagnosis.Draft(
                            symptoms,
                            taken,
                            there
                                    ? List.of(new Finding(
                                            Problem.FLUSH_WITHOUT_EFFECT,
                                            "it acknowledged a flush that dropped nothing there: something in between answers"
                                                    + " for it, such as a cache; take that out of the way in "
                                                    + ConfigKeys.PEERS))
                                    : List.of()));
        });
    }

    /** Completes with how long it took until the peer had taken it; with null if it does not in time. */
    private CompletableFuture<@Nullable Duration> flush(PeerLink link, String canary) {
        long sent = clock.getAsLong();
        var taken = new CompletableFuture<@Nullable Duration>();
        // Past the links' own account of flushes, by which a peer that is found late is told to drop everything.
        long position = link.add(wording.items(List.of(Canaries.flush(canary))));
        link.hurry(position);
        Runnable acknowledged = () -> taken.complete(Duration.ofNanos(clock.getAsLong() - sent));
        if (link.watch(position, acknowledged) == null) {
            acknowledged.run();
        }
        return limited(taken, 1, () -> null);
    }

    private CompletableFuture<Boolean> isThere(URI peer, String canary) {
        return limited(
                        caller.ask(peer, new Question(Registrar.CANARY, canary)),
                        2,
                        () -> Came.failed(new TimeoutException()))
                .thenApply(came -> came.reply() != null
                        && came.status() == 200
                        && came.reply().body().equals("true"));
    }

    private <T> CompletableFuture<T> limited(CompletableFuture<T> future, int timeouts, Supplier<T> otherwise) {
        Alarms.Alarm alarm =
                alarms.set(config.timeout().multipliedBy(timeouts).toNanos(), () -> future.complete(otherwise.get()));
        return future.whenComplete((done, failure) -> alarms.cancel(alarm));
    }

    private Diagnosis assemble(List<PeerDiagnosis.Draft> drafts, List<URI> self, Optional<Finding> wrongSelf) {
        var known = new ArrayList<>(self);
        drafts.stream()
                .map(PeerDiagnosis.Draft::symptoms)
                .filter(symptoms -> node.equals(symptoms.node()))
                .forEach(symptoms -> known.add(symptoms.peer()));
        var looker = new Verdict.Looker(config, node, Version.own(), known, true);
        var findings = new ArrayList<Finding>();
        wrongSelf.ifPresent(findings::add);
        if (config.allowed().isEmpty()) {
            findings.add(new Finding(
                    Problem.NOBODY_ALLOWED,
                    ConfigKeys.ALLOWED_REQUESTERS + " is empty here, so no peer may flush here: add their addresses"));
        }
        if (drafts.stream().allMatch(draft -> node.equals(draft.symptoms().node()))) {
            findings.add(new Finding(
                    Problem.NO_PEER,
                    ConfigKeys.PEERS
                            + " has nobody but this server, or names that have no address yet: list the others"));
        }
        if (targets.views().isEmpty()) {
            findings.add(new Finding(
                    Problem.NO_MEMOIZER,
                    "no memoizer is attached to the broadcaster of this server, so nothing is flushed here: build it with"
                            + " Memoizer.builder().broadcaster(...)"));
        }
        return new Diagnosis(node, findings, PeerDiagnosis.Draft.all(looker, drafts));
    }
}
