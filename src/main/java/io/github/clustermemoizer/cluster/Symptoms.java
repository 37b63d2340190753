package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that came back from one listed address while a {@link Probe} looked at it, and all that a {@link Verdict} goes by.
 *
 * @param greeting of an empty GET, such as a quiet lane sends
 * @param question of "who am I to you?"; null if that was not asked
 * @param doubtful of the question when it was asked first, where that answer did not seem to be of the one who was greeted
 * @param again of another greeting after that
 * @param elsewhere of an empty GET to the default path, where there was nothing at the configured one
 * @param overTls of an empty GET by {@code https}, where {@code http} was not understood
 */
record Symptoms(
        URI peer,
        Came greeting,
        @Nullable Came question,
        @Nullable Came doubtful,
        @Nullable Came again,
        @Nullable Came elsewhere,
        @Nullable Came overTls) {
    static Symptoms of(URI peer, Came greeting) {
        return new Symptoms(peer, greeting, null, null, null, null, null);
    }

    Symptoms withQuestion(Came came) {
        return new Symptoms(peer, greeting, came, doubtful, again, elsewhere, overTls);
    }

    /** @param came of the question that was asked after that */
    Symptoms withAnotherTry(Came greetedAgain, Came came) {
        return new Symptoms(peer, greeting, came, question, greetedAgain, elsewhere, overTls);
    }

    Symptoms withElsewhere(Came came) {
        return new Symptoms(peer, greeting, question, doubtful, again, came, overTls);
    }

    Symptoms withTls(Came came) {
        return new Symptoms(peer, greeting, question, doubtful, again, elsewhere, came);
    }

    /** Returns who answered there, or null if none of us did. */
    @Nullable
    String node() {
        return greeting.isSuccessful() ? greeting.node() : null;
    }

    /** Returns how the peer introduced itself; null if it did not. */
    @Nullable
    WhoAmI introduction() {
        return question == null ? null : question.introduction();
    }

    /**
     * Tells whether more than one server answers under the address. One that has been restarted meanwhile is another
     * one from some answer on, and stays that.
     */
    boolean isOfSeveral() {
        if (again == null) {
            return false;
        }
        List<String> nodes = Stream.of(greeting, doubtful, again, question)
                .filter(Objects::nonNull)
                .map(Came::node)
                .filter(Objects::nonNull)
                .toList();
        long turns = 0;
        for (int i = 1; i < nodes.size(); i++) {
            turns += nodes.get(i).equals(nodes.get(i - 1)) ? 0 : 1;
        }
        // A question that proves to be for the one who has just answered, and is refused twice, came to another one.
        boolean refusedAgain =
                again.isSuccessful() && question != null && question.status() == 403 && question.refusal() == null;
        return turns > 1 || refusedAgain;
    }
}
