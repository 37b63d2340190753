package io.github.clustermemoizer.cluster;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in words why a peer was not told. */
final class Failures {
    /** More than anybody nests. */
    private static final int DEPTH = 20;

    private Failures() {}

    static final String BROKE_OFF = "the exchange broke off";

    static String describe(@Nullable Throwable cause) {
        if (cause == null || cause instanceof CancellationException) {
            return "closed";
        }
        if (cause.getCause() != null && isWrapper(cause)) {
            return describe(cause.getCause());
        }
        if (cause instanceof TimeoutException || cause instanceof InterruptedIOException) {
            return "no answer in time";
        }
        if (cause instanceof SignedTransport.NotSignedException) {
            return String.valueOf(cause.getMessage());
        }
        if (cause instanceof SSLException tls) {
            return TlsFailures.describe(tls);
        }
        if (isNameNotFound(cause)) {
            return because("the name was not found", cause);
        }
        if (isNotConnected(cause)) {
            return because("no connection", cause);
        }
        if (isBrokenOff(cause)) {
            return because(BROKE_OFF, cause);
        }
        return cause.getClass() == IOException.class && cause.getMessage() != null
                ? Printable.of(cause.getMessage())
                : because(cause.getClass().getSimpleName(), cause);
    }

    private static boolean isWrapper(Throwable cause) {
        return cause instanceof CompletionException
                || cause instanceof ExecutionException
                || cause instanceof UncheckedIOException;
    }

    private static boolean isNameNotFound(Throwable cause) {
        return cause instanceof UnknownHostException
                || cause instanceof UnresolvedAddressException
                || (cause instanceof ConnectException && cause.getCause() instanceof UnresolvedAddressException);
    }

    private static boolean isNotConnected(Throwable cause) {
        return cause instanceof ConnectException || cause instanceof NoRouteToHostException;
    }

    /** By name, since on the command line there is no HttpClient, whose own types say that no HTTP came back. */
    private static boolean isBrokenOff(Throwable cause) {
        return cause instanceof SocketException
                || cause instanceof EOFException
                || cause instanceof ClosedChannelException
                || cause instanceof ProtocolException
                || cause.getClass().getName().startsWith("org.apache.hc.");
    }

    private static String because(String words, Throwable cause) {
        // The text of an exception may quote what the peer sent.
        String message = cause.getMessage();
        return message == null ? words : words + ": " + Printable.of(message);
    }

    /** Returns the kind of a failure; there are few. */
    static String cause(Transport.@Nullable Reply reply, @Nullable Throwable failure) {
        if (reply != null) {
            return reply.status() == 200 ? "other body" : "answered " + reply.status();
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof SignedTransport.NotSignedException) {
            return "not signed";
        }
        return cause instanceof TimeoutException || cause instanceof InterruptedIOException
                ? "no answer in time"
                : cause instanceof ConnectException || cause instanceof UnknownHostException
                        ? "no connection"
                        : cause instanceof SSLException ? "TLS" : "broken off";
    }

    /** Returns what such a failure says of a peer. */
    static Problem problem(Throwable failure) {
        List<Throwable> chain = Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(DEPTH)
                .toList();
        for (Throwable cause : chain) {
            if (cause instanceof SignedTransport.NotSignedException unsigned) {
                return unsigned.isSigned() ? Problem.OTHER_SECRET : Problem.ANSWER_NOT_SIGNED;
            }
            if (cause instanceof TimeoutException || cause instanceof InterruptedIOException) {
                return Problem.NO_ANSWER;
            }
            if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
                return Problem.NAME_NOT_FOUND;
            }
            if (cause instanceof SSLException tls) {
                return TlsFailures.problem(tls);
            }
        }
        return chain.stream().anyMatch(Failures::isNotConnected) ? Problem.NO_CONNECTION : Problem.BROKEN_OFF;
    }

    static String describe(Transport.Reply reply, String path) {
        return switch (reply.status()) {
            case 200 -> "answered 200 with another body than '" + Wire.SUCCESSFUL + "' (a login page?)";
            case 403 ->
                "answered 403: is this server in its " + ConfigKeys.ALLOWED_REQUESTERS + ", has it the same "
                        + ConfigKeys.SECRET + ", and is no proxy in between?";
            case 404 -> "answered 404: is the flush servlet mounted there under " + path + "?";
            case 429 -> "answered 429: everything is dropped there too often, and is now delayed";
            default -> "answered " + reply.status();
        };
    }
}
