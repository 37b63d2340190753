package io.github.clustermemoizer.cluster;

import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;

/**
 * All that a broadcaster has of the world outside, so that a whole cluster can be run in one thread on simulated
 * time and network.
 *
 * @param node this server's instance id, new at every start
 * @param transport the way to the peers
 * @param executor runs what may block on the look-up of a name
 * @param sender runs what does not block
 * @param later runs what does not block, so many nanoseconds from now, or not at all: then a tick does it
 * @param ticker nanoseconds like {@link System#nanoTime()}
 * @param jitter gives numbers from 0 to 1
 */
record Surroundings(
        String node,
        Transport transport,
        Executor executor,
        Executor sender,
        ObjLongConsumer<Runnable> later,
        LongSupplier ticker,
        DoubleSupplier jitter) {
    /** With one executor for all, and ticks alone for what is later. */
    Surroundings(String node, Transport transport, Executor executor, LongSupplier ticker, DoubleSupplier jitter) {
        this(node, transport, executor, executor, (task, nanos) -> {}, ticker, jitter);
    }

    Surroundings with(Transport other) {
        return new Surroundings(node, other, executor, sender, later, ticker, jitter);
    }
}
