package io.github.clustermemoizer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What is open on each thread, innermost last. Costs those who only look one read, as long as nothing is open anywhere. */
final class ThreadStack<T> {
    private final String name;

    @SuppressWarnings("ThreadLocalUsage") // one for each memoizer, and a thread keeps nothing when its stack is empty
    private final ThreadLocal<Deque<T>> stacks = new ThreadLocal<>();

    private final AtomicInteger open = new AtomicInteger();

    ThreadStack(String name) {
        this.name = name;
    }

    /** Returns the innermost of this thread, or null. */
    @Nullable
    T current() {
        if (open.get() == 0) {
            return null;
        }
        Deque<T> stack = stacks.get();
        return stack == null ? null : stack.peek();
    }

    void push(T item) {
        Deque<T> stack = stacks.get();
        if (stack == null) {
            stack = new ArrayDeque<>(2);
            stacks.set(stack);
        }
        stack.push(item);
        open.incrementAndGet();
    }

    /** Takes {@code item} off; does nothing if it was taken off before. */
    void pop(T item) {
        Deque<T> stack = stacks.get();
        if (stack == null || !stack.contains(item)) {
            throw new IllegalStateException(name + " must be closed once, by the thread that opened it");
        }
        if (stack.peek() != item) {
            throw new IllegalStateException(name + " must be closed before the one around it");
        }
        stack.pop();
        open.decrementAndGet();
        if (stack.isEmpty()) {
            stacks.remove();
        }
    }
}
