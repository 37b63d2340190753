package io.github.clustermemoizer.status;

import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.PeerReply;
import io.github.clustermemoizer.cluster.PeerStatus;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the peers how they are. What it learns is shared by all who look within a second, and no peer is asked again while it has
 * not answered. Safe from any thread.
 */
final class Census {
    static final String QUESTION = "status";

    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

    /** What is known of one peer. Guarded by the census. */
    private static final class Known {
        private @Nullable CompletableFuture<?> asking;
        private boolean isSlow;
        private long asked;
        private long reported;
        private @Nullable Report report;
        private @Nullable String problem;
    }

    private final ClusterBroadcaster broadcaster;
    private final Reporter reporter;
    private final LongSupplier clock;

    // All guarded by the monitor of this.
    private final Map<URI, Known> peers = new HashMap<>();
    private @Nullable ClusterView view;
    private long viewed;

    /** @param clock nanoseconds like {@link System#nanoTime()} */
    Census(ClusterBroadcaster broadcaster, Reporter reporter, LongSupplier clock) {
        this.broadcaster = broadcaster;
        this.reporter = reporter;
        this.clock = clock;
    }

    /** Returns the cluster as it was at most a second ago. Waits for peers that usually answer, up to a second. */
    ClusterView view() {
        CompletableFuture<?> answers;
        synchronized (this) {
            if (view != null && clock.getAsLong() - viewed < FRESH) {
                return view;
            }
            answers = askAll();
        }
        await(answers);
        ClusterView made = make();
        synchronized (this) {
            view = made;
            viewed = clock.getAsLong();
        }
        return made;
    }

    // Called with the monitor held.
    private CompletableFuture<?> askAll() {
        var awaited = new ArrayList<CompletableFuture<?>>();
        List<URI> listed = broadcaster.status().peers().stream()
                .filter(peer -> peer.state() != PeerStatus.State.SELF)
                .map(PeerStatus::peer)
                .toList();
        peers.keySet().retainAll(listed);
        long now = clock.getAsLong();
        for (URI peer : listed) {
            Known known = peers.computeIfAbsent(peer, p -> new Known());
            if (known.asking == null && (known.asked == 0 || now - known.asked >= FRESH)) {
                ask(peer, known, now);
            }
            if (known.asking != null && !known.isSlow) {
                awaited.add(known.asking);
            }
        }
        return CompletableFuture.allOf(awaited.toArray(CompletableFuture[]::new));
    }

    // Called with the monitor held.
    private void ask(URI peer, Known known, long now) {
        known.asked = now;
        CompletableFuture<?> asking = broadcaster
                .ask(peer, QUESTION, "")
                .thenAcceptAsync(
                        reply -> answered(known, reply)) // reading takes a while, on a thread that sends flushes
                .exceptionally(e -> failed(known));
        known.asking = asking.isDone() ? null : asking;
    }

    private void answered(Known known, PeerReply reply) {
        Report report = null;
        String problem = Answers.problem(reply).orElse(null);
        if (problem == null) {
            try {
                report = ReportReader.read(reply.body());
            } catch (IllegalArgumentException e) {
                problem = "it answered with what is no status: " + e.getMessage();
            }
        }
        synchronized (this) {
            known.asking = null;
            known.problem = problem;
            known.isSlow = problem != null;
            if (report != null) {
                known.report = report;
                known.reported = clock.getAsLong();
            }
        }
    }

    private @Nullable Void failed(Known known) {
        synchronized (this) {
            known.asking = null;
            known.problem = "its answer could not be read";
            known.isSlow = true;
        }
        return null;
    }

    private static void await(CompletableFuture<?> answers) {
        try {
            answers.get(PATIENCE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // who has not answered is shown as such
        }
    }

    private ClusterView make() {
        Report own = reporter.report();
        synchronized (this) {
            var servers = new ArrayList<ServerView>();
            boolean isListed = own.peers().stream().anyMatch(sight -> sight.state() == PeerStatus.State.SELF);
            if (!isListed) {
                servers.add(here("this server", own));
            }
            for (Sight sight : own.peers()) {
                servers.add(
                        sight.state() == PeerStatus.State.SELF
                                ? here(sight.peer(), own)
                                : there(sight.peer(), peers.get(URI.create(sight.peer()))));
            }
            return ClusterView.of(servers);
        }
    }

    private static ServerView here(String address, Report report) {
        return new ServerView(address, true, Optional.of(report), 0, Optional.empty());
    }

    // Called with the monitor held.
    private ServerView there(String address, @Nullable Known known) {
        if (known == null) {
            return new ServerView(address, false, Optional.empty(), 0, Optional.of("it has just been listed"));
        }
        long now = clock.getAsLong();
        if (known.asking != null && now - known.asked >= PATIENCE) {
            known.isSlow = true;
            known.problem = "no answer for " + Shown.seconds((now - known.asked) / 1e9);
        } else if (known.report == null && known.problem == null) {
            known.problem = "no answer yet";
        }
        return new ServerView(
                address,
                false,
                Optional.ofNullable(known.report),
                known.report == null ? 0 : (now - known.reported) / 1e9,
                Optional.ofNullable(known.problem));
    }
}
