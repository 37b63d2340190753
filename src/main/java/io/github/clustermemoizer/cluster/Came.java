package io.github.clustermemoizer.cluster;

import org.jspecify.annotations.Nullable;

/** What came of one request: an answer or a failure. */
record Came(Transport.@Nullable Reply reply, @Nullable Throwable failure, long nanos) {
    static Came failed(Throwable failure) {
        return new Came(null, failure, 0);
    }

    int status() {
        return reply == null ? 0 : reply.status();
    }

    boolean isSuccessful() {
        return reply != null && reply.isSuccessful();
    }

    @Nullable
    String header(String name) {
        return reply == null ? null : reply.headers().get(name);
    }

    @Nullable
    String node() {
        return Headers.node(this::header);
    }

    /** Returns what the answer to a question that was refused says; null if this is none. */
    @Nullable
    RefusedQuestion refusal() {
        return reply == null || reply.status() != 403 ? null : RefusedQuestion.parse(reply.body());
    }

    /** Returns how the peer introduced itself; null if it did not. */
    @Nullable
    WhoAmI introduction() {
        return reply == null || reply.status() != 200 ? null : WhoAmI.parse(reply.body());
    }
}
