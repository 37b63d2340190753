package io.github.clustermemoizer.cluster;

import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Says in words why a peer was not told. */
final class Failures {
    private Failures() {}

    static String describe(@Nullable Throwable cause) {
        if (cause instanceof CompletionException && cause.getCause() != null) {
            return describe(cause.getCause());
        }
        if (cause == null) {
            return "closed";
        }
        if (cause instanceof TimeoutException) {
            return "no answer in time";
        }
        // The text of an exception may quote what the peer sent.
        String message = cause.getMessage();
        String name = cause.getClass().getSimpleName();
        return message == null ? name : name + ": " + Printable.of(message);
    }

    static String describe(PeerClient.Reply reply, String path) {
        return switch (reply.status()) {
            case 200 -> "answered 200 with another body than '" + Wire.SUCCESSFUL + "' (a login page?)";
            case 403 ->
                "answered 403: is this server in its " + ConfigKeys.ALLOWED_REQUESTERS + ", and no proxy in between?";
            case 404 -> "answered 404: is the flush servlet mounted there under " + path + "?";
            default -> "answered " + reply.status();
        };
    }
}
