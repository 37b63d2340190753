package io.github.clustermemoizer.examples.greebles.story;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * What a read must return at least.
 *
 * <p>An update commits its version, flushes, awaits the delivery and answers; the launcher then raises the
 * fence. A read that starts later, on any server, is stale if it returns less. A read that was under way may
 * return either.
 */
final class Fence {
    private final AtomicIntegerArray versions;

    Fence(int greebles) {
        versions = new AtomicIntegerArray(greebles + 1);
    }

    /** Called when an update has answered. */
    void raise(int id, int version) {
        versions.accumulateAndGet(id, version, Math::max);
    }

    /** Called before a read starts: the least version that it may return. */
    int height(int id) {
        return versions.get(id);
    }
}
