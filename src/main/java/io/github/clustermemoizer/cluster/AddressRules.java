package io.github.clustermemoizer.cluster;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in, by address. Decided on the bytes of the address alone: no name is looked up, and
 * it does not matter how a servlet container spells an address. Immutable.
 *
 * <p>An IPv4 rule never lets an IPv6 address in, nor the other way round; an IPv4-mapped IPv6
 * address is an IPv4 address, in a rule as in a request.
 */
final class AddressRules {

    private final List<Network> networks;

    private AddressRules(List<Network> networks) {
        this.networks = networks;
    }

    /**
     * Reads the rules. Each is one address ({@code 192.168.16.1}, {@code ::1}), a network
     * ({@code 10.0.0.0/8}, {@code fd00::/8}) or an IPv4 wildcard for whole trailing octets
     * ({@code 192.168.16.*}, {@code 10.*.*.*}, or {@code 10.*} for short).
     *
     * @param key the setting that they are of, for errors
     * @param rules the rules, without blanks around them; no rules let nobody in
     * @return the requesters that any of the rules lets in
     * @throws NullPointerException if {@code rules} or a rule is null
     * @throws IllegalArgumentException if a rule is none of these: a host name, a wildcard elsewhere,
     *     an address in brackets or with a zone, a network with bits set behind its prefix
     */
    static AddressRules parse(String key, List<String> rules) {
        return new AddressRules(rules.stream().map(rule -> network(key, rule)).toList());
    }

    /**
     * Tells whether nobody at all may come in.
     *
     * @return true if there are no rules
     */
    boolean isEmpty() {
        return networks.isEmpty();
    }

    /**
     * Tells whether a requester may come in.
     *
     * @param remoteAddress what {@code ServletRequest.getRemoteAddr()} returned
     * @return true if a rule covers the address; false if none does, or it is null or no address
     */
    boolean allow(@Nullable String remoteAddress) {
        byte[] address = IpAddress.ofRequester(remoteAddress);
        return address != null && covers(address);
    }

    /**
     * Tells whether an address is one of these.
     *
     * @param address as {@link IpAddress#parse} returns it
     * @return true if a rule covers it
     */
    boolean covers(byte[] address) {
        for (Network network : networks) {
            if (network.covers(address)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the rules of which each lets in more than one network of a given size.
     *
     * @param ipv4Prefix the prefix length of that network for IPv4
     * @param ipv6Prefix the same for IPv6
     * @return as they were given
     */
    List<String> widerThan(int ipv4Prefix, int ipv6Prefix) {
        return networks.stream()
                .filter(network -> network.prefixLength < (network.start.length == 4 ? ipv4Prefix : ipv6Prefix))
                .map(network -> network.rule)
                .toList();
    }

    private static Network network(String key, String rule) {
        requireNonNull(rule, "rule");
        if (rule.indexOf('*') >= 0) {
            return wildcard(key, rule);
        }
        int slash = rule.indexOf('/');
        String literal = slash < 0 ? rule : rule.substring(0, slash);
        byte[] address = IpAddress.parse(literal);
        if (address == null) {
            byte[] meant = IpAddress.ofRequester(rule);
            throw refused(
                    key,
                    meant != null
                            ? "an IP address without brackets or zone, here " + IpAddress.text(meant) + ","
                            : "an IP address such as 192.168.16.1 or ::1, a network such as 192.168.16.0/24"
                                    + " or a wildcard such as 192.168.16.* (host names are not looked up)",
                    rule);
        }
        if (slash < 0) {
            return new Network(rule, address, 8 * address.length);
        }
        // the prefix of a mapped address counts the 96 bits in front of the IPv4 address too
        int least = address.length == 4 && literal.indexOf(':') >= 0 ? 96 : 0;
        int most = least + 8 * address.length;
        int prefixLength = IpAddress.decimal(rule.substring(slash + 1), most) - least;
        if (prefixLength < 0) {
            throw refused(key, "a network with a prefix length from " + least + " to " + most, rule);
        }
        byte[] start = start(address, prefixLength);
        if (!Arrays.equals(start, address)) {
            String meant = IpAddress.text(start) + "/" + prefixLength;
            throw refused(key, "a network without bits set behind its prefix, here " + meant + ",", rule);
        }
        return new Network(rule, address, prefixLength);
    }

    private static Network wildcard(String key, String rule) {
        if (rule.indexOf(':') >= 0) {
            throw refused(key, "a network such as fd00::/8, as wildcards are for IPv4 only,", rule);
        }
        String[] octets = rule.split("\\.", -1);
        var start = new byte[4];
        int known = 0;
        for (; known < Math.min(4, octets.length); known++) {
            int octet = IpAddress.decimal(octets[known], 255);
            if (octet < 0) {
                break;
            }
            start[known] = (byte) octet;
        }
        boolean starsToTheEnd = Arrays.stream(octets).skip(known).allMatch("*"::equals);
        if (known == 0 && starsToTheEnd) {
            throw refused(key, "0.0.0.0/0 and ::/0 to let everyone in", rule);
        }
        if (!starsToTheEnd || octets.length > 4) {
            throw refused(
                    key,
                    "a wildcard for whole trailing octets such as 192.168.16.*, or networks such as 192.168.16.0/20,",
                    rule);
        }
        return new Network(rule, start, 8 * known);
    }

    private static byte[] start(byte[] address, int prefixLength) {
        byte[] start = address.clone();
        for (int bit = prefixLength; bit < 8 * start.length; bit++) {
            start[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return start;
    }

    private static IllegalArgumentException refused(String key, String rightForm, String rule) {
        return new IllegalArgumentException(key + " must be " + rightForm + " but was '" + Printable.of(rule) + "'");
    }

    // no record: a component that is an array would make a wrong equals
    private static final class Network {
        private final String rule;
        private final byte[] start;
        private final int prefixLength;

        Network(String rule, byte[] start, int prefixLength) {
            this.rule = rule;
            this.start = start;
            this.prefixLength = prefixLength;
        }

        boolean covers(byte[] address) {
            int whole = prefixLength / 8;
            return address.length == start.length
                    && Arrays.equals(address, 0, whole, start, 0, whole)
                    && (prefixLength % 8 == 0
                            || ((address[whole] ^ start[whole]) & 0xff) >> (8 - prefixLength % 8) == 0);
        }
    }
}
