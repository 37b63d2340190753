package io.github.clustermemoizer.spring;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Explanation;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.MemoizerStats;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.lang.Nullable;

/** {@code /actuator/memoizer}: what is in memory, how the peers are, why a statement is where it is; and a flush by hand. */
@Endpoint(id = "memoizer")
final class MemoizerEndpoint {
    /** An operator wants to see whether it arrived; a peer that is down must not hold up the answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int MOST_FLUSHES = 20;
    private static final int LONGEST = 200;

    private final Memoizer memoizer;
    private final @org.jspecify.annotations.Nullable ClusterBroadcaster broadcaster;
    private final @org.jspecify.annotations.Nullable String statusPage;

    /** @param statusPage the path of the page that shows the cluster; null if there is none */
    MemoizerEndpoint(
            Memoizer memoizer,
            @org.jspecify.annotations.Nullable ClusterBroadcaster broadcaster,
            @org.jspecify.annotations.Nullable String statusPage) {
        this.memoizer = memoizer;
        this.broadcaster = broadcaster;
        this.statusPage = statusPage;
    }

    /** @param statement which to explain; none for a view of all */
    @ReadOperation
    Map<String, Object> view(@Nullable String statement) {
        return statement == null ? all() : explanation(statement);
    }

    /** Flushes one statement, all with a tag, or everything; here and on every peer. */
    @WriteOperation
    Map<String, Object> flush(@Nullable String statement, @Nullable String tag, @Nullable Boolean everything) {
        boolean all = everything != null && everything;
        if ((statement == null ? 0 : 1) + (tag == null ? 0 : 1) + (all ? 1 : 0) != 1) {
            throw new InvalidEndpointRequestException(
                    "one of statement, tag and everything must be given", "give one of statement, tag and everything");
        }
        Delivery delivery = memoizer.flush(
                statement != null ? Flush.statement(statement) : tag != null ? Flush.tag(tag) : Flush.everything());
        boolean settled = delivery.await(PATIENCE);
        var peers = new TreeMap<String, String>();
        delivery.outcomes().forEach((peer, outcome) -> peers.put(peer.toString(), outcome.name()));
        return Map.of("settled", settled, "peers", peers);
    }

    private Map<String, Object> all() {
        var view = new LinkedHashMap<String, Object>();
        MemoizerStats stats = memoizer.stats();
        view.put("size", stats.size());
        view.put("hits", stats.hits());
        view.put("misses", stats.misses());
        view.put("hitRate", stats.hitRate());
        view.put("loads", stats.loads());
        view.put("loadFailures", stats.loadFailures());
        view.put("loadsNotKept", stats.loadsNotKept());
        view.put("loadTime", stats.loadTime().toString());
        view.put("flushed", stats.flushed());
        view.put("evictions", stats.evictions());
        view.put("hitsBeyondBound", stats.hitsBeyondBound());
        view.put(
                "recentFlushes",
                Explanation.recentFlushes(memoizer).stream()
                        .limit(MOST_FLUSHES)
                        .map(MemoizerEndpoint::event)
                        .toList());
        if (broadcaster != null) {
            view.put("cluster", new ClusterView(broadcaster).all());
            if (statusPage != null) {
                view.put("statusPage", statusPage);
            }
        }
        return view;
    }

    private Map<String, Object> explanation(String statement) {
        var explanation = memoizer.explain(statement);
        var view = new LinkedHashMap<String, Object>();
        view.put("isCached", explanation.age().isPresent());
        explanation.age().ifPresent(age -> view.put("age", age.toString()));
        view.put("tags", explanation.tags());
        view.put("isLoading", explanation.isLoading());
        view.put(
                "events",
                explanation.events().stream().map(MemoizerEndpoint::event).toList());
        return view;
    }

    private static Map<String, Object> event(Explanation.Event event) {
        var view = new LinkedHashMap<String, Object>();
        view.put("ago", event.ago().toString());
        view.put("kind", event.kind().name());
        event.flush().ifPresent(flush -> {
            view.put("flush", flush.kind().name());
            view.put("text", flush.text().length() > LONGEST ? flush.text().substring(0, LONGEST) + "…" : flush.text());
        });
        return view;
    }
}
