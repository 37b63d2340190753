package io.github.clustermemoizer.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What is to be done when its time has come, unless it is called off before, as nearly all is. Who owns them rings
 * again and again; so none is ever early, and each is late by a pause between two rings at most.
 *
 * <p>The JDK's timers wake a thread for what is set and for what is called off. That cost as much as a good part of a
 * request.
 */
final class Alarms {
    /** Something to do. */
    record Alarm(long time, long id, Runnable action) {}

    private final LongSupplier ticker;
    private final Executor executor;
    private final long start;

    // All guarded by the monitor of this, which is not held while an action runs.
    private final NavigableSet<Alarm> alarms =
            new TreeSet<>(Comparator.comparingLong(Alarm::time).thenComparingLong(Alarm::id));
    private long nextId;
    private boolean closed;
    private long ringsBy = Long.MAX_VALUE;

    /**
     * @param ticker nanoseconds like {@link System#nanoTime()}
     * @param executor runs what is due, one after the other
     */
    Alarms(LongSupplier ticker, Executor executor) {
        this.ticker = ticker;
        this.executor = executor;
        this.start = ticker.getAsLong();
    }

    /**
     * Sets one.
     *
     * @param wait nanoseconds from now
     * @param action must not throw
     */
    synchronized Alarm set(long wait, Runnable action) {
        var alarm = new Alarm(now() + wait, nextId++, action);
        alarms.add(alarm);
        ringByOneself();
        return alarm;
    }

    /** Calls one off; nothing is left of it. */
    synchronized void cancel(Alarm alarm) {
        alarms.remove(alarm);
    }

    /** Does what is due. */
    void ring() {
        List<Alarm> due = new ArrayList<>();
        synchronized (this) {
            long now = now();
            while (!alarms.isEmpty() && alarms.first().time <= now) {
                due.add(alarms.pollFirst());
            }
        }
        if (due.isEmpty()) {
            return;
        }
        try {
            executor.execute(() -> due.forEach(alarm -> alarm.action.run()));
        } catch (RuntimeException | OutOfMemoryError e) { // no thread to be had: the next ring tries again
            synchronized (this) {
                alarms.addAll(due);
            }
            throw e;
        }
    }

    /** Nobody rings any more. What is set, or will be, still is done: a timer of the JDK rings for it. */
    synchronized void close() {
        closed = true;
        ringByOneself();
    }

    // Called with the monitor held. One timer at a time, or those of what is called off would heap up.
    private void ringByOneself() {
        if (closed && !alarms.isEmpty() && alarms.first().time < ringsBy) {
            ringsBy = alarms.first().time;
            CompletableFuture.delayedExecutor(ringsBy - now(), TimeUnit.NANOSECONDS)
                    .execute(this::ringAlone);
        }
    }

    private void ringAlone() {
        try {
            ring();
        } finally {
            synchronized (this) {
                ringsBy = Long.MAX_VALUE;
                ringByOneself();
            }
        }
    }

    private long now() {
        return ticker.getAsLong() - start;
    }
}
