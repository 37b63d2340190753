package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Flush;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** In which words this server tells its peers what to drop. Safe from any thread. */
final class Wording {
    private static final Logger log = LoggerFactory.getLogger(ClusterBroadcaster.class);

    private final WireForm form;
    private final Function<Flush, String> text;
    private final AtomicBoolean isWidthTold = new AtomicBoolean();

    Wording(ClusterConfig config) {
        form = config.wire();
        int queryLimit = Wire.queryLimit(config.path());
        text = flush -> Wire.parameter(flush, queryLimit);
    }

    List<Item> items(List<Flush> flushes) {
        if (flushes.size() == 1) {
            return List.of(item(flushes.get(0)));
        }
        var items = new ArrayList<Item>(flushes.size());
        flushes.forEach(flush -> items.add(item(flush)));
        return items;
    }

    private Item item(Flush flush) {
        if (form == WireForm.TEXT) {
            return new Item(flush, text);
        }
        boolean isWidened = flush.kind() == Flush.Kind.PREFIX || flush.kind() == Flush.Kind.MATCHING;
        if (isWidened && isWidthTold.compareAndSet(false, true)) {
            log.warn(
                    "a flush by {} tells the peers to drop everything, since {} is digest and no text may leave this"
                            + " server; flush by statement or tag to keep the rest (this is said once)",
                    flush.kind() == Flush.Kind.PREFIX ? "prefix" : "pattern",
                    ConfigKeys.WIRE);
        }
        return isWidened ? Item.EVERYTHING : new Item(flush, Wire::unreadable);
    }
}
