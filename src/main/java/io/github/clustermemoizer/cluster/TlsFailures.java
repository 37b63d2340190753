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

/** Tells why there is no TLS with a peer. */
final class TlsFailures {
    /** More than the JDK nests. */
    private static final int DEPTH = 20;

    /** The name of an alert is the JDK's word for a number, not the peer's text. */
    private static final Pattern ALERT = Pattern.compile("Received fatal alert: ([a-z_]{1,40})");

    private TlsFailures() {}

    static String describe(SSLException failure) {
        String alert = alert(failure);
        return switch (problem(failure)) {
            case CERTIFICATE_EXPIRED -> "its certificate has expired";
            case CERTIFICATE_NOT_YET_VALID -> "its certificate is not valid yet: are the clocks right?";
            case CERTIFICATE_UNTRUSTED ->
                "its certificate is not trusted: set " + ConfigKeys.TRUST_STORE
                        + " to a store with the certificate of its issuer";
            case CERTIFICATE_OF_OTHER_HOST ->
                "its certificate is for another host: it must name the one in " + ConfigKeys.PEERS;
            case HTTPS_AT_PLAIN_PORT -> "it does not speak TLS: should it be an http peer?";
            case NO_COMMON_TLS -> "it has no version or cipher of TLS in common with this server (" + alert + ")";
            case OWN_CERTIFICATE_REFUSED ->
                "it refused the certificate of this server (" + alert + "): is " + ConfigKeys.KEY_STORE
                        + " set, and its issuer trusted there?";
            default -> alert.isEmpty() ? otherwise(failure) : "it broke TLS off (" + alert + ")";
        };
    }

    private static String otherwise(SSLException failure) {
        String message = message(failure);
        return message.isEmpty() ? "TLS failed" : "TLS failed: " + Printable.of(message);
    }

    static Problem problem(SSLException failure) {
        List<Throwable> chain = Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(DEPTH)
                .toList();
        if (has(chain, CertificateExpiredException.class)) {
            return Problem.CERTIFICATE_EXPIRED;
        }
        if (has(chain, CertificateNotYetValidException.class)) {
            return Problem.CERTIFICATE_NOT_YET_VALID;
        }
        if (chain.stream().anyMatch(TlsFailures::isUntrusted)) {
            return Problem.CERTIFICATE_UNTRUSTED;
        }
        if (has(chain, SSLPeerUnverifiedException.class) || chain.stream().anyMatch(TlsFailures::isOtherHost)) {
            return Problem.CERTIFICATE_OF_OTHER_HOST;
        }
        String alert = alert(failure);
        if (!alert.isEmpty()) {
            return ofAlert(alert);
        }
        return message(failure).toLowerCase(Locale.ROOT).contains("unrecognized ssl message")
                ? Problem.HTTPS_AT_PLAIN_PORT
                : Problem.TLS_FAILED;
    }

    /** Returns the alert that the peer sent; empty if it sent none. */
    static String alert(SSLException failure) {
        Matcher alert = ALERT.matcher(message(failure));
        return alert.find() ? alert.group(1) : "";
    }

    private static String message(SSLException failure) {
        return Objects.requireNonNullElse(failure.getMessage(), "");
    }

    private static Problem ofAlert(String alert) {
        return switch (alert) {
            case "handshake_failure", "protocol_version", "insufficient_security" -> Problem.NO_COMMON_TLS;
            case "bad_certificate",
                    "unsupported_certificate",
                    "certificate_revoked",
                    "certificate_expired",
                    "certificate_unknown",
                    "certificate_required",
                    "unknown_ca",
                    "access_denied" -> Problem.OWN_CERTIFICATE_REFUSED;
            default -> Problem.TLS_FAILED;
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
