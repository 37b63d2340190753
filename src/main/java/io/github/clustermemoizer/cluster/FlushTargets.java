package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushTarget;
import io.github.clustermemoizer.Lease;
import io.github.clustermemoizer.MemoizerView;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The local values of all memoizers of this server, as far as peers have a say in them. Safe from any thread. */
final class FlushTargets {
    private static final Logger log = LoggerFactory.getLogger(FlushServlet.class);

    private final CopyOnWriteArrayList<FlushTarget> targets = new CopyOnWriteArrayList<>();
    private final boolean logging;

    /** @param logging whether to tell of every flush */
    FlushTargets(boolean logging) {
        this.logging = logging;
    }

    void attach(FlushTarget target) {
        targets.add(target);
    }

    void attachOnce(FlushTarget target) {
        targets.addIfAbsent(target);
    }

    void detach(FlushTarget target) {
        targets.remove(target);
    }

    List<MemoizerView> views() {
        return targets.stream().flatMap(target -> target.view().stream()).toList();
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

    /** Drops what an operator has named on this server; returns how many values went. */
    int flushByHand(Flush flush) {
        int dropped = 0;
        for (FlushTarget target : targets) {
            dropped += target.flushByHand(flush);
        }
        return dropped;
    }

    /** Returns how many values went. */
    int drop(Drops drops) {
        int dropped = 0;
        for (Flush flush : drops.flushes()) {
            dropped += drop(flush);
        }
        return drops.hashes().length > 0 ? dropped + dropHashes(drops.hashes()) : dropped;
    }

    private int drop(Flush flush) {
        int dropped = 0;
        for (FlushTarget target : targets) {
            dropped += target.flushLocal(flush);
        }
        if (logging) {
            log.info("distributed flush, {} '{}': {} dropped", flush.kind(), Printable.of(flush.text()), dropped);
        }
        return dropped;
    }

    private int dropHashes(int[] hashes) {
        int dropped = 0;
        for (FlushTarget target : targets) {
            dropped += target.flushLocalByHash(hashes);
        }
        if (logging) {
            log.info("distributed flush, {} statements by hash: {} dropped", hashes.length, dropped);
        }
        return dropped;
    }
}
