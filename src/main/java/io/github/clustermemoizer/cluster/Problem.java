package io.github.clustermemoizer.cluster;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What can be wrong between a server and a peer, as far as {@link ClusterBroadcaster#diagnose()} can tell it apart. */
public enum Problem {
    /** The name of the peer's host has no address. */
    NAME_NOT_FOUND(Kind.MISCONFIGURED),
    /** Nobody listens there: the peer is down, or its port is another one. */
    NO_CONNECTION(Kind.DOWN),
    /** Nothing came back in time: the peer is down, cut off or overloaded. */
    NO_ANSWER(Kind.DOWN),
    /** The connection ended, or what came back was no HTTP. */
    BROKEN_OFF(Kind.DOWN),
    /** The peer, or what stands in front of it, says that it cannot serve now (502, 503, 504). */
    UNAVAILABLE(Kind.DOWN),

    /** TLS: no trusted issuer stands behind the peer's certificate. */
    CERTIFICATE_UNTRUSTED(Kind.CERTAIN),
    /** TLS: the peer's certificate names another host than the one that is listed. */
    CERTIFICATE_OF_OTHER_HOST(Kind.CERTAIN),
    /** TLS: the peer's certificate has expired. */
    CERTIFICATE_EXPIRED(Kind.CERTAIN),
    /** TLS: the peer's certificate is not valid yet. */
    CERTIFICATE_NOT_YET_VALID(Kind.CERTAIN),
    /** TLS: the peer did not take the certificate of this server, or missed it. */
    OWN_CERTIFICATE_REFUSED(Kind.CERTAIN),
    /** TLS: the two have no version or cipher in common. */
    NO_COMMON_TLS(Kind.CERTAIN),
    /** TLS failed in some other way. */
    TLS_FAILED(Kind.MISCONFIGURED),
    /** The peer is listed with {@code http}, and speaks TLS at that port. */
    HTTP_AT_TLS_PORT(Kind.CERTAIN),
    /** The peer is listed with {@code https}, and does not speak TLS at that port. */
    HTTPS_AT_PLAIN_PORT(Kind.CERTAIN),

    /** The peer does not allow the address that this server has in its eyes. */
    NOT_ALLOWED(Kind.CERTAIN),
    /** Requests of this server reach the peer through a proxy that it does not trust. */
    PROXY_NOT_TRUSTED(Kind.CERTAIN),
    /** Requests of this server reach the peer through a proxy that does not say who asked. */
    PROXY_HIDES_CLIENT(Kind.CERTAIN),
    /** What the proxies in between say about who asked is unreadable, or contradicts itself. */
    PROXY_UNCLEAR(Kind.CERTAIN),
    /** Clustering is switched off: on the peer, or here. */
    CLUSTERING_OFF(Kind.CERTAIN),
    /** The peer's servlet stands without the filter that has to be in front of it. */
    NO_FILTER(Kind.CERTAIN),
    /** The peer has a secret, and this server has none. */
    NOT_SIGNED(Kind.CERTAIN),
    /** This server has a secret, and the peer has none. */
    ANSWER_NOT_SIGNED(Kind.CERTAIN),
    /** The secrets differ. */
    OTHER_SECRET(Kind.CERTAIN),
    /** The peer answers 403 and gives no reason. */
    REFUSED(Kind.CERTAIN),

    /** The peer answers 404. */
    NO_SERVLET(Kind.MISCONFIGURED),
    /** The peer answers 404, and is there under the default path. */
    OTHER_PATH(Kind.CERTAIN),
    /** The peer answers 200 and something else than servers of a cluster do, such as a login page. */
    OTHER_BODY(Kind.CERTAIN),
    /** The peer answers with a redirect, which is not followed. */
    REDIRECT(Kind.CERTAIN),
    /** The peer answers with another status. */
    OTHER_STATUS(Kind.MISCONFIGURED),

    /** The peer takes flushes and answers no questions: an older version. */
    OLDER_VERSION(Kind.NOTE),
    /** The peer has another version of this library. */
    OTHER_VERSION(Kind.NOTE),
    /** Several servers answer under one address: a load balancer is listed. */
    SEVERAL_SERVERS(Kind.CERTAIN),
    /** One server answers under two addresses that are listed. */
    LISTED_TWICE(Kind.CERTAIN),
    /** The peer does not list this server: its flushes never come here. */
    NOT_LISTED(Kind.MISCONFIGURED),
    /** The peer's requests to this server are answered, and refused. */
    REFUSED_HERE(Kind.MISCONFIGURED),
    /** The peer's requests to this server do not arrive. */
    UNREACHED_BY_PEER(Kind.DOWN),
    /** A setting that must be the same on every server differs. */
    DIFFERENT_SETTING(Kind.MISCONFIGURED),
    /** A setting that may differ, and is mostly the same, differs. */
    DIFFERENT_CHOICE(Kind.NOTE),
    /** A proxy stands between this server and the peer. */
    PROXY_BETWEEN(Kind.NOTE),
    /** No memoizer is attached to a broadcaster: flushes are answered, and drop nothing. */
    NO_MEMOIZER(Kind.MISCONFIGURED),
    /** The peer answers, and did not acknowledge a flush in time. */
    FLUSH_NOT_TAKEN(Kind.DOWN),
    /** A flush was acknowledged, and dropped nothing on the peer. */
    FLUSH_WITHOUT_EFFECT(Kind.MISCONFIGURED),

    /** This server lists nobody but itself. */
    NO_PEER(Kind.MISCONFIGURED),
    /** This server allows nobody to flush here. */
    NOBODY_ALLOWED(Kind.MISCONFIGURED),
    /** {@code server-cluster.self} names a peer that is another server. */
    WRONG_SELF(Kind.CERTAIN);

    private enum Kind {
        NOTE,
        DOWN,
        /** Perhaps: a cluster that is being started, or changed server by server, looks so too. */
        MISCONFIGURED,
        CERTAIN
    }

    private final Kind kind;
    private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

    Problem(Kind kind) {
        this.kind = kind;
    }

    /**
     * Returns its name in JSON and in the documentation.
     *
     * @return such as {@code not-allowed}
     */
    public String code() {
        return code;
    }

    /**
     * Tells whether somebody has to change something.
     *
     * @return false for a peer that is down, and for a mere note
     */
    public boolean isMisconfiguration() {
        return kind == Kind.MISCONFIGURED || kind == Kind.CERTAIN;
    }

    /**
     * Tells whether nothing need be wrong.
     *
     * @return true for what is merely worth knowing
     */
    public boolean isNote() {
        return kind == Kind.NOTE;
    }

    /** Tells whether it is a misconfiguration even if it is seen while servers start, or are changed one by one. */
    boolean isCertain() {
        return kind == Kind.CERTAIN;
    }

    /** Returns the one with that code. */
    static Optional<Problem> of(@Nullable Object code) {
        return Stream.of(values()).filter(problem -> problem.code.equals(code)).findFirst();
    }
}
