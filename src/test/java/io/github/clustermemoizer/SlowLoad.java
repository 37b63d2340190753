package io.github.clustermemoizer;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A load that says when it runs and ends when it is told to. */
final class SlowLoad<V> implements Loader<V, RuntimeException> {
    private final V value;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger runs = new AtomicInteger();

    SlowLoad(V value) {
        this.value = value;
    }

    @Override
    public V load() {
        runs.incrementAndGet();
        begun.countDown();
        Calls.await(end);
        return value;
    }

    void awaitBegun() {
        Calls.await(begun);
    }

    void end() {
        end.countDown();
    }

    int runs() {
        return runs.get();
    }
}
