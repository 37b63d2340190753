package io.github.clustermemoizer;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** Runs calls on threads of their own, and waits for them, never for ever. */
final class Calls implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    <T> Future<T> start(Callable<T> call) {
        return threads.submit(call);
    }

    <T> List<Future<T>> start(int times, Callable<T> call) {
        return IntStream.range(0, times).mapToObj(i -> start(call)).toList();
    }

    static <T> T get(Future<T> future) throws InterruptedException, TimeoutException {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw Calls.<RuntimeException>sneaky(e.getCause());
        }
    }

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("waited in vain");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E sneaky(Throwable t) throws E {
        throw (E) t;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
