package io.github.clustermemoizer.cluster;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The network between the servers of a soak: each direction of each pair has faults of its own, for a while. */
final class PairFaults implements AutoCloseable {
    enum Fault {
        /** The request is lost; the sender is told so at once. */
        REFUSED,
        /** The request is lost, and the sender waits in vain. */
        SWALLOWED,
        /** The request arrives late, often after its sender has given it up. */
        LATE,
        /** The request is taken, and its answer is lost. */
        ANSWER_LOST,
        /** The request is taken at once, and its answer comes late. */
        ANSWER_LATE,
        /** The request is taken, and the connection breaks in the middle of its answer. */
        CUT
    }

    private record Pair(int from, int to) {}

    private record Spell(Fault fault, long until) {}

    final Map<Fault, LongAdder> struck = new ConcurrentHashMap<>();
    private final long longestDelay;
    private final Map<Pair, Spell> spells = new ConcurrentHashMap<>();
    private final Map<String, Integer> serverOfInstance = new ConcurrentHashMap<>();
    private final Set<String> dead = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

    /** @param longestDelay of a late request; more than the timeout of the sender */
    PairFaults(Duration longestDelay) {
        this.longestDelay = longestDelay.toMillis();
        timer.prestartAllCoreThreads();
    }

    void strike(int from, int to, Fault fault, Duration duration) {
        spells.put(new Pair(from, to), new Spell(fault, System.nanoTime() + duration.toNanos()));
    }

    void heal() {
        spells.clear();
    }

    void connect(String instance, int server) {
        serverOfInstance.put(instance, server);
    }

    /** From here on nothing of this instance reaches anybody, nor does anything reach it. */
    void unplug(String instance) {
        dead.add(instance);
    }

    /** The instance is gone for good. */
    void forget(String instance) {
        serverOfInstance.remove(instance);
        dead.remove(instance);
    }

    /** Puts the network in front of all else that the server serves. */
    void mount(ServletContext context, int server, String instance) {
        Filter filter = (request, response, chain) -> pass(request, response, chain, server, instance);
        var registration = context.addFilter("faults", filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }

    private void pass(ServletRequest request, ServletResponse response, FilterChain chain, int to, String receiver)
            throws IOException, ServletException {
        var answer = (HttpServletResponse) response;
        String sender = ((HttpServletRequest) request).getHeader(Headers.NODE);
        Integer from = sender == null ? null : serverOfInstance.get(sender);
        if (from == null || dead.contains(sender) || dead.contains(receiver)) {
            answer.setStatus(503);
            return;
        }
        Spell spell = spells.get(new Pair(from, to));
        if (spell == null || System.nanoTime() - spell.until > 0) {
            chain.doFilter(request, response);
            return;
        }
        struck.computeIfAbsent(spell.fault, fault -> new LongAdder()).increment();
        switch (spell.fault) {
            case REFUSED -> answer.setStatus(503);
            case SWALLOWED -> after(request, longestDelay, AsyncContext::complete);
            case LATE -> after(request, ThreadLocalRandom.current().nextLong(longestDelay), AsyncContext::dispatch);
            case ANSWER_LOST -> {
                chain.doFilter(request, new HeldAnswer(answer));
                answer.setStatus(503);
            }
            case ANSWER_LATE -> {
                var held = new HeldAnswer(answer);
                chain.doFilter(request, held);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(
                        ThreadLocalRandom.current().nextLong(longestDelay / 4)));
                held.release();
            }
            case CUT -> {
                chain.doFilter(request, new HeldAnswer(answer));
                answer.setContentLength(100);
                answer.getOutputStream().write(Wire.SUCCESSFUL.getBytes(StandardCharsets.US_ASCII));
                answer.flushBuffer();
            }
        }
    }

    private void after(ServletRequest request, long millis, Consumer<AsyncContext> then) {
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        Runnable task = () -> {
            try {
                then.accept(context);
            } catch (RuntimeException e) {
                // The server was stopped meanwhile.
            }
        };
        var unused = timer.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
