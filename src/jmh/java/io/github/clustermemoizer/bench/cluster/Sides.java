package io.github.clustermemoizer.bench.cluster;

import io.github.clustermemoizer.cluster.WireForm;
import java.util.List;
import org.infinispan.configuration.cache.CacheMode;

/** All sides by name. */
final class Sides {
    static final String REDIS = "redis";
    static final String BARE = "bare";
    static final String JGROUPS = "jgroups";

    /** In the order in which they take turns. */
    static final List<String> ALL = List.of(
            BARE,
            "ours",
            "ours-signed",
            "ours-digest",
            "ours-text",
            "bare-text",
            JGROUPS,
            REDIS,
            "infinispan-async",
            "infinispan-sync",
            "naive");

    private Sides() {}

    static Side open(String name, Place place, Applied applied) throws Exception {
        return switch (name) {
            case BARE -> new PlainGets(place, applied, false);
            case "ours" -> new Ours(place, applied, false, settings -> {});
            case "ours-signed" ->
                new Ours(place, applied, false, settings -> settings.secret("known to these servers alone"));
            case "ours-digest" -> new Ours(place, applied, false, settings -> settings.wire(WireForm.DIGEST));
            case "ours-text" -> new Ours(place, applied, true, settings -> {});
            case "bare-text" -> new GatheredGets(place, applied);
            case JGROUPS -> new JGroups(place, applied);
            case REDIS -> new Redis(place, applied);
            case "infinispan-async" -> new Infinispan(place, applied, CacheMode.INVALIDATION_ASYNC);
            case "infinispan-sync" -> new Infinispan(place, applied, CacheMode.INVALIDATION_SYNC);
            case "naive" -> new PlainGets(place, applied, true);
            default -> throw new IllegalArgumentException("unknown side " + name);
        };
    }

    /** Whether twenty of them in one process answer in reasonable time; a cache manager each is too much. */
    static boolean isLight(String name) {
        return !name.startsWith("infinispan");
    }
}
