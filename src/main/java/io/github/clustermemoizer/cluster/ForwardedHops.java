package io.github.clustermemoizer.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads which hops a request has come over, in {@code X-Forwarded-For} and in {@code Forwarded} (RFC 7239), from
 * the last to the first, and no further than it has to: what stands left of the client may be forged, and is not
 * looked at. A hop that does not say who it was asked by is where reading ends.
 */
final class ForwardedHops {
    static final String X_FORWARDED_FOR = "X-Forwarded-For";
    static final String FORWARDED = "Forwarded";

    static final int LONGEST = 4096;
    static final int MOST_HOPS = 32;

    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}|_[A-Za-z0-9._-]{1,64}");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private ForwardedHops() {}

    /**
     * Returns who asked, as one of the two headers says.
     *
     * @param name one of the two
     * @param headers gives all lines of a header, in order
     * @param proxies who is believed when it names its client
     * @return null if there is no such header
     */
    static @Nullable Requester client(String name, Function<String, List<String>> headers, AddressRules proxies) {
        List<String> lines = headers.apply(name);
        if (lines.isEmpty()) {
            return null;
        }
        if (lines.stream().mapToLong(line -> line.length() + 1L).sum() > LONGEST) {
            return Requester.refused(Problem.PROXY_UNCLEAR, name + " is longer than " + LONGEST + " characters");
        }
        List<String> hops = split(String.join(",", lines), ',', name.equals(FORWARDED));
        for (int i = hops.size() - 1; i >= Math.max(0, hops.size() - MOST_HOPS); i--) {
            String node = name.equals(FORWARDED) ? node(hops.get(i)) : hops.get(i);
            byte[] address = node == null ? null : address(node);
            if (address == null) {
                return Requester.refused(Problem.PROXY_UNCLEAR, name + " cannot be read as far as to the client");
            }
            if (i == 0 || !proxies.covers(address)) {
                return Requester.behindProxies(address);
            }
        }
        return Requester.refused(Problem.PROXY_UNCLEAR, name + " has more than " + MOST_HOPS + " trusted hops");
    }

    /**
     * Parts a list; empty parts stay, since a hop that says nothing must not be passed over.
     *
     * <p>A quotation mark that a client has left open cannot hide what a proxy writes after it: what the proxy
     * writes has an even number of them, so one is left open at the end, and the last part cannot be read.
     */
    private static List<String> split(String list, char separator, boolean quotes) {
        var parts = new ArrayList<String>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (quotes && c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == separator) {
                parts.add(list.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(list.substring(start).strip());
        return parts;
    }

    /** Returns the one {@code for=} of an element, or null if there is none, or more, or it is not well formed. */
    private static @Nullable String node(String element) {
        String node = null;
        for (String pair : split(element, ';', true)) {
            int equals = pair.indexOf('=');
            String value = equals < 0 ? null : unquoted(pair.substring(equals + 1));
            if (value != null && TOKEN.matcher(pair.substring(0, equals)).matches()) {
                if (pair.regionMatches(true, 0, "for=", 0, 4)) {
                    if (node != null) {
                        return null;
                    }
                    node = value;
                }
            } else if (!pair.isEmpty()) {
                return null;
            }
        }
        return node;
    }

    private static @Nullable String unquoted(String value) {
        if (TOKEN.matcher(value).matches()) {
            return value;
        }
        if (!value.startsWith("\"")) {
            return null;
        }
        var text = new StringBuilder();
        for (int i = 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                return i == value.length() - 1 ? text.toString() : null;
            }
            i += c == '\\' ? 1 : 0;
            text.append(i < value.length() ? value.charAt(i) : c);
        }
        return null;
    }

    /** Reads an address with or without a port; {@code unknown} and names that stand for somebody are none. */
    private static byte @Nullable [] address(String node) {
        int colon = node.startsWith("[") ? node.indexOf(':', node.indexOf(']') + 1) : node.indexOf(':');
        // More than one, and no brackets: all of it is an IPv6 address.
        if (colon < 0 || (!node.startsWith("[") && node.indexOf(':', colon + 1) >= 0)) {
            return IpAddress.ofRequester(node);
        }
        boolean port = PORT.matcher(node.substring(colon + 1)).matches();
        return port ? IpAddress.ofRequester(node.substring(0, colon)) : null;
    }
}
