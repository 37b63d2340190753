package io.github.clustermemoizer.cluster;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

/**
 * Reads peers as people write them: {@code http://192.168.16.1:8080}, a bare host, which means http and
 * port 80, or {@code dns:memoizer.example:8080}, all servers behind a name.
 */
final class PeerAddress {
    private static final String DNS = "dns:";

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
        // None where the name before the slashes is no scheme's: "a?://b" is a path and a query.
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (isDns(value) || !(scheme.equals("http") || scheme.equals("https"))) {
            throw invalid(key, "be an http or https URI", text);
        }
        String host = uri.getHost();
        if (host == null || !(isName(host) || host.startsWith("[") || IpAddress.parse(host) != null)) {
            throw invalid(
                    key, "name a host of letters, digits, dots and hyphens, or an IPv6 address in brackets,", text);
        }
        requirePort(key, uri, text);
        if (uri.getRawUserInfo() != null
                || !(uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw invalid(key, "be scheme, host and port alone (the path is set by server-cluster.path)", text);
        }
        int port = uri.getPort() == port(scheme) ? -1 : uri.getPort();
        return URI.create(scheme + "://" + canonical(host) + (port < 0 ? "" : ":" + port));
    }

    /**
     * Returns what {@link #parse} does, or {@code dns:host:port}.
     *
     * @throws IllegalArgumentException that names {@code key}, the rule and the value
     */
    static URI parseEntry(String key, String text) {
        String value = text.strip();
        if (!isDns(value)) {
            return parse(key, text);
        }
        String name = value.substring(DNS.length());
        URI uri;
        try {
            uri = new URI("http://" + name);
        } catch (URISyntaxException e) {
            throw invalid(key, "be dns:host:port", text);
        }
        if (!name.equals(uri.getRawAuthority())) {
            throw invalid(key, "be dns:host:port", text);
        }
        String host = uri.getHost();
        if (host == null || !isName(host) || uri.getRawUserInfo() != null) {
            throw invalid(key, "have the name of a host after 'dns:'", text);
        }
        requirePort(key, uri, text);
        return URI.create(DNS + host.toLowerCase(Locale.ROOT) + ":" + port(uri));
    }

    /**
     * Returns what a {@link PeerSource} told, each as {@link #parse} returns it, and once.
     *
     * @throws IllegalArgumentException that names the rule and the value; also if there is none
     */
    static List<URI> parseAll(List<URI> peers) {
        if (requireNonNull(peers, "list of peers").isEmpty()) {
            throw new IllegalArgumentException("the list is empty");
        }
        var parsed = new LinkedHashSet<URI>();
        for (URI peer : peers) {
            parsed.add(parse("peer", requireNonNull(peer, "peer").toString()));
        }
        return List.copyOf(parsed);
    }

    /** Tells whether this is an entry to look up, and no server's address. */
    static boolean isDns(URI entry) {
        return isDns(entry.toString());
    }

    /** Tells whether nothing has to be looked up to connect. */
    static boolean isLiteral(URI peer) {
        return IpAddress.ofRequester(peer.getHost()) != null;
    }

    /** Returns the port, the scheme's own where none is written. */
    static int port(URI peer) {
        return peer.getPort() < 0 ? port(peer.getScheme()) : peer.getPort();
    }

    private static int port(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    private static boolean isDns(String text) {
        return text.regionMatches(true, 0, DNS, 0, DNS.length());
    }

    /** What has no letter would be read as an address: 8080 as 0.0.31.144. */
    private static boolean isName(String host) {
        return !host.startsWith("[") && host.chars().anyMatch(Character::isLetter);
    }

    /** One spelling for one host, as far as that can be told without looking it up. */
    private static String canonical(String host) {
        byte[] address = host.startsWith("[") ? IpAddress.parse(host.substring(1, host.length() - 1)) : null;
        return address == null ? host.toLowerCase(Locale.ROOT) : literal(address);
    }

    /** Returns an address as it stands in a URI. */
    static String literal(byte[] address) {
        String text = IpAddress.text(address);
        return text.indexOf(':') < 0 ? text : "[" + text + "]";
    }

    private static void requirePort(String key, URI uri, String text) {
        if (uri.getPort() == 0 || uri.getPort() > 65535 || uri.getRawAuthority().endsWith(":")) {
            throw invalid(key, "have a port from 1 to 65535", text);
        }
    }

    private static IllegalArgumentException invalid(String key, String rule, String value) {
        return new IllegalArgumentException(key + " must " + rule + " but was '" + Printable.of(value) + "'");
    }
}
