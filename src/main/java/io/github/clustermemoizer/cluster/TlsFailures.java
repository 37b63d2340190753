package io.github.clustermemoizer.cluster;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Says in words why there is no TLS with a peer. */
final class TlsFailures {
    /** More than the JDK nests. */
    private static final int DEPTH = 20;

    /** The name of an alert is the JDK's word for a number, not the peer's text. */
    private static final Pattern ALERT = Pattern.compile("Received fatal alert: ([a-z_]{1,40})");

    private TlsFailures() {}

    static String describe(SSLException failure) {
        List<Throwable> chain = Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(DEPTH)
                .toList();
        if (has(chain, CertificateExpiredException.class)) {
            return "its certificate has expired";
        }
        if (has(chain, CertificateNotYetValidException.class)) {
            return "its certificate is not valid yet: are the clocks right?";
        }
        if (chain.stream().anyMatch(TlsFailures::isUntrusted)) {
            return "its certificate is not trusted: set " + ConfigKeys.TRUST_STORE
                    + " to a store with the certificate of its issuer";
        }
        if (has(chain, SSLPeerUnverifiedException.class) || chain.stream().anyMatch(TlsFailures::isOtherHost)) {
            return "its certificate is for another host: it must name the one in " + ConfigKeys.PEERS;
        }
        String message = Objects.requireNonNullElse(failure.getMessage(), "");
        Matcher alert = ALERT.matcher(message);
        if (alert.find()) {
            return refused(alert.group(1));
        }
        return message.toLowerCase(Locale.ROOT).contains("unrecognized ssl message")
                ? "it does not speak TLS: should it be an http peer?"
                : "TLS failed: " + failure.getClass().getSimpleName() + ": " + Printable.of(message);
    }

    private static String refused(String alert) {
        return switch (alert) {
            case "handshake_failure", "protocol_version", "insufficient_security" ->
                "it has no version or cipher of TLS in common with this server (" + alert + ")";
            case "bad_certificate",
                    "unsupported_certificate",
                    "certificate_revoked",
                    "certificate_expired",
                    "certificate_unknown",
                    "certificate_required",
                    "unknown_ca",
                    "access_denied" ->
                "it refused the certificate of this server (" + alert + "): is " + ConfigKeys.KEY_STORE
                        + " set, and its issuer trusted there?";
            default -> "it broke TLS off (" + alert + ")";
        };
    }

    /** Of an unknown issuer, or of one that has but the name of a known one. */
    private static boolean isUntrusted(Throwable cause) {
        return cause instanceof CertPathBuilderException
                || (cause instanceof CertPathValidatorException path
                        && path.getReason() == CertPathValidatorException.BasicReason.INVALID_SIGNATURE);
    }

    /** The JDK has no type for this. */
    private static boolean isOtherHost(Throwable cause) {
        String message = cause.getMessage();
        return cause instanceof CertificateException
                && message != null
                && (message.startsWith("No subject alternative") || message.startsWith("No name matching"));
    }

    private static boolean has(List<Throwable> chain, Class<? extends Throwable> type) {
        return chain.stream().anyMatch(type::isInstance);
    }
}
