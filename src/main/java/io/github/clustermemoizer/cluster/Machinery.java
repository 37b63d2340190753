package io.github.clustermemoizer.cluster;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The real world of one broadcaster: its connections, its threads, and what turns it over. All threads are daemons. */
final class Machinery implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterBroadcaster.class);

    private static final int IDLE_SECONDS = 5;

    /** Shorter than the patience of containers (Tomcat has 20 s, Jetty 30 s), so that they do not close one on its way to be used. */
    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(10);

    private final PeerClient client;
    private final ThreadPoolExecutor executor = executor();
    private final ScheduledThreadPoolExecutor sender = sender();

    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(named("memoizer-ticker-", new AtomicInteger()));

    /**
     * @param timeout for one request to a peer
     * @param tls for {@code https} peers; null for the JDK's own
     */
    Machinery(Duration timeout, @Nullable SSLContext tls) {
        client = new PeerClient(timeout, tls);
    }

    Surroundings surroundings() {
        return new Surroundings(
                UUID.randomUUID().toString(),
                client,
                executor,
                sender,
                (task, nanos) -> {
                    var unused = sender.schedule(task, nanos, TimeUnit.NANOSECONDS);
                },
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /** Runs {@code tick} again and again, with the same pause in between. It must not throw. */
    void every(Duration pause, Runnable tick) {
        var unused = timer.scheduleWithFixedDelay(tick, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The same for what turns the broadcaster over, and with it for what limits its requests. */
    void tick(Duration pause, Runnable tick) {
        every(pause, client::tick);
        every(pause, tick);
        every(IDLE_CONNECTION, () -> client.closeIdle(IDLE_CONNECTION));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        client.close();
        sender.shutdown();
        executor.shutdown();
        try {
            // So that a container finds no thread of ours when it looks.
            if (!sender.awaitTermination(1, TimeUnit.SECONDS) || !executor.awaitTermination(1, TimeUnit.SECONDS)) {
                log.debug("a look-up of a name has not ended yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One thread: who flushes wakes it once, however many peers there are. */
    private static ScheduledThreadPoolExecutor sender() {
        var sender = new ScheduledThreadPoolExecutor(
                1, named("memoizer-sender-", new AtomicInteger()), Machinery::runAfterClose);
        sender.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        sender.allowCoreThreadTimeOut(true);
        sender.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return sender;
    }

    /** As many threads as there are things to do, since each may block on the look-up of a name. */
    private static ThreadPoolExecutor executor() {
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                named("memoizer-executor-", new AtomicInteger()),
                Machinery::runAfterClose);
    }

    /** What runs finds out by itself that all is closed, and nobody is left waiting. */
    private static void runAfterClose(Runnable task, ThreadPoolExecutor pool) {
        task.run();
    }

    private static ThreadFactory named(String prefix, AtomicInteger count) {
        return task -> {
            var thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            // Not that of whoever happens to be first: a library shared by several applications must keep none of them.
            thread.setContextClassLoader(Machinery.class.getClassLoader());
            return thread;
        };
    }
}
