package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import inet.ipaddr.IPAddressString;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A rule is one or is refused, and lets in what a library for addresses says that it covers. */
class AddressRulesFuzzTest {
    private static final IPAddressGenerator IPADDRESS = new IPAddressGenerator();

    /** @param input a rule, a line feed, and an address */
    @FuzzTest(maxDuration = "3m")
    void allow_anyRuleAndRequester_asTheReferenceSays(byte[] input) {
        String[] ruleAndAddress = new String(input, StandardCharsets.UTF_8).split("\n", 2);
        String rule = ruleAndAddress[0];
        String from = ruleAndAddress.length < 2 ? "" : ruleAndAddress[1];
        AddressRules rules;
        try {
            rules = AddressRules.parse(ConfigKeys.ALLOWED_REQUESTERS, List.of(rule));
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).hasSizeLessThan(1_000).doesNotMatch("(?s).*\\p{Cntrl}.*");
            return;
        }
        IPAddress network = reference(rule);
        for (String requester : List.of(from, IpAddress.text(network.getBytes()), IpAddress.text(last(network)))) {
            byte[] address = IpAddress.ofRequester(requester);
            assertThat(rules.allow(requester))
                    .as("%s for %s", requester, rule)
                    .isEqualTo(address != null && network.contains(IPADDRESS.from(address)));
        }
    }

    @FuzzTest(maxDuration = "3m")
    void parse_anyText_isNoneOrComesBackInItsOneForm(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);

        byte[] address = IpAddress.parse(text);

        if (address != null) {
            assertThat(address.length).isIn(4, 16);
            assertThat(IpAddress.parse(IpAddress.text(address))).isEqualTo(address);
            assertThat(IpAddress.text(address))
                    .isEqualTo(IPADDRESS.from(address).toCanonicalString());
            assertThat(IpAddress.ofRequester(text)).isEqualTo(address);
            assertThat(unmapped(new IPAddressString(text).getAddress()).getBytes())
                    .isEqualTo(address);
        }
        byte[] requester = IpAddress.ofRequester(text);
        assertThat(requester == null || requester.length == 4 || requester.length == 16)
                .isTrue();
    }

    /** The network that a rule means; IPv4 wildcards may be short, and IPv4 is IPv4 however it is written. */
    private static IPAddress reference(String rule) {
        if (rule.indexOf('*') >= 0) {
            int known = (int) rule.chars().filter(c -> c == '.').count()
                    - (int) rule.chars().filter(c -> c == '*').count()
                    + 1;
            String start = rule.substring(0, rule.indexOf(".*")) + ".0".repeat(4 - known);
            return new IPAddressString(start + "/" + 8 * known).getAddress().toPrefixBlock();
        }
        IPAddress address = new IPAddressString(rule).getAddress();
        boolean mapped = address.isIPv6() && address.getLower().toIPv6().isIPv4Mapped();
        Integer prefix = address.getNetworkPrefixLength();
        if (!mapped) {
            return prefix == null ? address : address.toPrefixBlock();
        }
        IPAddress start = address.getLower().toIPv6().getEmbeddedIPv4Address();
        return prefix == null
                ? start
                : IPADDRESS.from(start.getBytes(), prefix - 96).toPrefixBlock();
    }

    private static IPAddress unmapped(IPAddress address) {
        boolean mapped = address.isIPv6() && address.toIPv6().isIPv4Mapped();
        return mapped ? address.toIPv6().getEmbeddedIPv4Address() : address;
    }

    private static byte[] last(IPAddress network) {
        return network.getUpper().getBytes();
    }
}
