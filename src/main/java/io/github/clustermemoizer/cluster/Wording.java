package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Flush;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** In which words this server tells its peers what to drop. Safe from any thread. */
final class Wording {
    private static final Logger log = LoggerFactory.getLogger(ClusterBroadcaster.class);

    private final WireForm form;
    private final int queryLimit;
    private final AtomicBoolean isWidthTold = new AtomicBoolean();

    Wording(ClusterConfig config) {
        form = config.wire();
        queryLimit = Wire.queryLimit(config.path());
    }

    List<String> parameters(List<Flush> flushes) {
        return flushes.stream().map(this::parameter).toList();
    }

    private String parameter(Flush flush) {
        if (form == WireForm.TEXT) {
            return Wire.parameter(flush, queryLimit);
        }
        boolean isWidened = flush.kind() == Flush.Kind.PREFIX || flush.kind() == Flush.Kind.MATCHING;
        if (isWidened && isWidthTold.compareAndSet(false, true)) {
            log.warn(
                    "a flush by {} tells the peers to drop everything, since {} is digest and no text may leave this"
                            + " server; flush by statement or tag to keep the rest (this is said once)",
                    flush.kind() == Flush.Kind.PREFIX ? "prefix" : "pattern",
                    ConfigKeys.WIRE);
        }
        return Wire.unreadable(flush);
    }
}
