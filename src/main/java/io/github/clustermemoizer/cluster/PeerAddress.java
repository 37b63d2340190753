package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Reads peers as people write them: {@code http://192.168.16.1:8080}, or a bare host, which means http and port 80. */
final class PeerAddress {
    private PeerAddress() {}

    /**
     * Returns scheme, host and, unless it is the scheme's own, port.
     *
     * @throws IllegalArgumentException that names {@code key}, the rule and the value
     */
    static URI parse(String key, String text) {
        String value = text.strip();
        URI uri;
        try {
            uri = new URI(value.contains("://") ? value : "http://" + value);
        } catch (URISyntaxException e) {
            throw invalid(key, "be an http or https URI", text);
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw invalid(key, "be an http or https URI", text);
        }
        if (uri.getHost() == null) {
            throw invalid(
                    key, "name a host of letters, digits, dots and hyphens, or an IPv6 address in brackets,", text);
        }
        if (uri.getPort() == 0 || uri.getPort() > 65535 || uri.getRawAuthority().endsWith(":")) {
            throw invalid(key, "have a port from 1 to 65535", text);
        }
        if (uri.getRawUserInfo() != null
                || !(uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw invalid(key, "be scheme, host and port alone (the path is set by server-cluster.path)", text);
        }
        int port = uri.getPort() == port(scheme) ? -1 : uri.getPort();
        return URI.create(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (port < 0 ? "" : ":" + port));
    }

    /** Returns the port, the scheme's own where none is written. */
    static int port(URI peer) {
        return peer.getPort() < 0 ? port(peer.getScheme()) : peer.getPort();
    }

    private static int port(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    private static IllegalArgumentException invalid(String key, String rule, String value) {
        return new IllegalArgumentException(key + " must " + rule + " but was '" + Printable.of(value) + "'");
    }
}
