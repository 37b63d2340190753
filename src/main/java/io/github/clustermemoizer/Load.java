package io.github.clustermemoizer;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A load under way: run by the thread that began it, awaited by all who ask for the same statement meanwhile. */
final class Load {
    final String statement;
    final long asOf;
    final Thread owner = Thread.currentThread();

    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    private record Outcome(@Nullable Entry entry, @Nullable Throwable failure) {}

    Load(String statement, long asOf) {
        this.statement = statement;
        this.asOf = asOf;
    }

    void succeed(Entry entry) {
        outcome.complete(new Outcome(entry, null));
    }

    void fail(Throwable failure) {
        outcome.complete(new Outcome(null, failure));
    }

    boolean ended() {
        return outcome.isDone();
    }

    /** Waits for the owner, however long it takes; an interrupt is kept for the caller to see. */
    Entry await() {
        Outcome end = outcome.join();
        if (end.entry == null) {
            throw Load.<RuntimeException>unwrapped(requireNonNull(end.failure));
        }
        return end.entry;
    }

    // A loader's exception reaches every caller as it is, checked ones too.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E unwrapped(Throwable failure) throws E {
        throw (E) failure;
    }
}
