package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ParseException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new ConnectException("Connection refused"), "no connection: Connection refused"),
                Arguments.of(new ConnectException().initCause(new ClosedChannelException()), "no connection"),
                Arguments.of(new NoRouteToHostException("No route to host"), "no connection: No route to host"),
                Arguments.of(new UnknownHostException("a.example"), "the name was not found: a.example"),
                Arguments.of(
                        new ConnectException().initCause(new UnresolvedAddressException()), "the name was not found"),
                Arguments.of(new SocketTimeoutException("Read timed out"), "no answer in time"),
                Arguments.of(new SocketException("Connection reset"), "the exchange broke off: Connection reset"),
                Arguments.of(new ClosedChannelException(), "the exchange broke off"),
                Arguments.of(new EOFException(), "the exchange broke off"),
                Arguments.of(new ProtocolException("no HTTP\u0007"), "the exchange broke off: no HTTP\\u0007"),
                Arguments.of(new ConnectionClosedException("by peer"), "the exchange broke off: by peer"),
                Arguments.of(new ParseException("no HTTP"), "the exchange broke off: no HTTP"),
                Arguments.of(new IOException("answer is too long"), "answer is too long"),
                Arguments.of(new SSLException("no provider"), "TLS failed: no provider"),
                Arguments.of(new SSLException((String) null), "TLS failed"),
                Arguments.of(new CancellationException(), "closed"),
                // Nobody knows these: the name says more than the text does.
                Arguments.of(new NoSuchFileException("peers.txt"), "NoSuchFileException: peers.txt"),
                Arguments.of(new IOException(), "IOException"),
                Arguments.of(new IllegalStateException("\u0007"), "IllegalStateException: \\u0007"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void describe_failure_isInWords(Throwable failure, String words) {
        assertThat(Failures.describe(failure)).isEqualTo(words);
        assertThat(Failures.describe(new CompletionException(failure))).isEqualTo(words);
        assertThat(Failures.describe(new ExecutionException(failure))).isEqualTo(words);
        if (failure instanceof IOException io) {
            assertThat(Failures.describe(new UncheckedIOException(io))).isEqualTo(words);
        }
    }
}
