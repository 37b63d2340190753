package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a link send once its lane is ready: at once, or soon. What is due later, a tick sends. Guarded by its link. */
final class Trigger {
    private static final Logger log = LoggerFactory.getLogger(ClusterBroadcaster.class);

    private static final long SOON = Duration.ofMillis(20).toNanos();

    private final URI peer;
    private final Executor sender;
    private final ObjLongConsumer<Runnable> later;
    private final Runnable send;
    private final Runnable lookAgain;
    private boolean isPulled;
    private boolean isAlarmed;

    /**
     * @param send begins with {@link #release}
     * @param lookAgain begins with {@link #rung}
     */
    Trigger(URI peer, Executor sender, ObjLongConsumer<Runnable> later, Runnable send, Runnable lookAgain) {
        this.peer = peer;
        this.sender = sender;
        this.later = later;
        this.send = send;
        this.lookAgain = lookAgain;
    }

    /** Tells whether a thread is about to send. */
    boolean isPulled() {
        return isPulled;
    }

    /** @param wait in how many nanoseconds the lane will be ready, as things are */
    void pull(long wait) {
        if (wait > 0) {
            lookIn(wait);
            return;
        }
        isPulled = true;
        try {
            sender.execute(send);
        } catch (RuntimeException | OutOfMemoryError e) { // no thread to be had: the next tick tries again
            isPulled = false;
            log.warn("nothing can be sent to peer {} now: {}", peer, e.toString());
        }
    }

    private void lookIn(long wait) {
        if (isAlarmed || wait > SOON) {
            return;
        }
        isAlarmed = true;
        try {
            later.accept(lookAgain, wait);
        } catch (RuntimeException | OutOfMemoryError e) { // the next tick does it
            isAlarmed = false;
        }
    }

    void release() {
        isPulled = false;
    }

    void rung() {
        isAlarmed = false;
    }
}
