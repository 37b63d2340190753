package io.github.clustermemoizer.status;

import io.github.clustermemoizer.cluster.PeerReply;
import java.util.Optional;

/** What peers answer to questions, in words. */
final class Answers {
    private Answers() {}

    /** Returns why there is nothing to read; empty if there is. */
    static Optional<String> problem(PeerReply reply) {
        return reply.failure().isPresent() ? reply.failure() : problem(reply.status());
    }

    private static Optional<String> problem(int status) {
        return switch (status) {
            case 200 -> Optional.empty();
            case 400 -> Optional.of("it answered 400: there is no status page there, or it is of another version");
            case 403 -> Optional.of("it answered 403: it takes no requests from this server");
            case 404 -> Optional.of("it answered 404: no flush servlet is mounted there");
            case 503 -> Optional.of("it answered 503: it is being asked too much");
            default -> Optional.of("it answered " + status);
        };
    }
}
