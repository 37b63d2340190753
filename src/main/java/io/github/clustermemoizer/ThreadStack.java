package io.github.clustermemoizer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is open on each thread, innermost last. Costs those who only look one read, as long as nothing is open anywhere. */
final class ThreadStack<T> {
    private final String name;

    @SuppressWarnings("ThreadLocalUsage") // one for each memoizer, and a thread keeps nothing when its stack is empty
    private final ThreadLocal<Deque<T>> stacks = new ThreadLocal<>();

    private volatile int open; // written under the monitor of this
    private volatile @Nullable Supplier<? extends @Nullable T> beyond;

    ThreadStack(String name) {
        this.name = name;
    }

    /** Returns the innermost of this thread, or else what is asked for it, or null. */
    @Nullable
    T current() {
        if (open == 0) {
            return null;
        }
        T innermost = innermost();
        Supplier<? extends @Nullable T> asked = beyond;
        return innermost != null || asked == null ? innermost : asked.get();
    }

    /** From now on {@code asked} is asked where this thread has opened nothing. */
    synchronized void ask(Supplier<? extends @Nullable T> asked) {
        if (beyond == null) {
            count(1); // for ever
        }
        beyond = asked;
    }

    void push(T item) {
        Deque<T> stack = stacks.get();
        if (stack == null) {
            stack = new ArrayDeque<>(2);
            stacks.set(stack);
        }
        stack.push(item);
        count(1);
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
        count(-1);
        if (stack.isEmpty()) {
            stacks.remove();
        }
    }

    /** Takes {@code item} off if it is the innermost of this thread; tells whether it was. */
    boolean lift(T item) {
        return innermost() == item && remove(item);
    }

    /** Takes {@code item} off, wherever it stands; tells whether it stood there. */
    boolean remove(T item) {
        Deque<T> stack = stacks.get();
        if (stack == null || !stack.remove(item)) {
            return false;
        }
        count(-1);
        if (stack.isEmpty()) {
            stacks.remove();
        }
        return true;
    }

    private @Nullable T innermost() {
        Deque<T> stack = stacks.get();
        return stack == null ? null : stack.peek();
    }

    private synchronized void count(int change) {
        open += change;
    }
}
