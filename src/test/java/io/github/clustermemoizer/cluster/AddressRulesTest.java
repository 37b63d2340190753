package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.IpAddressTest.randomAddress;
import static io.github.clustermemoizer.cluster.IpAddressTest.spell;
import static java.util.Collections.singletonList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.commons.net.util.SubnetUtils;
import org.apache.commons.net.util.SubnetUtils6;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
    private static final long SEED = 20_261_124;
    private static final int ROUNDS = 20_000;
    private static final IPAddressGenerator IPADDRESS = new IPAddressGenerator();

    @ParameterizedTest
    @CsvSource({
        "192.168.16.1, 192.168.16.1, 192.168.16.2", "::1, 0:0:0:0:0:0:0:1, ::2",
        "0:0:0:0:0:0:0:1, [::1], ::", "::1, ::1%eth0, ::1%",
        "::1, [0:0:0:0:0:0:0:1], [0:0:0:0:0:0:0:2]", "fe80::1, [fe80::1%eth0], fe80::2%eth0",
        "10.0.0.1, ::ffff:10.0.0.1, ::10.0.0.1", "::ffff:10.0.0.1, 10.0.0.1, ::10.0.0.1",
        "fd00::/8, fdff:ffff::1, fe00::", "10.*, ::ffff:10.255.0.1, a00::",
        "192.168.*, 192.168.255.1, 192.167.255.255", "0.0.0.0/0, 0.0.0.0, ::",
        "::/0, ::10.0.0.1, ::ffff:10.0.0.1", "::ffff:10.0.0.0/104, 10.1.2.3, 11.0.0.0",
        "::ffff:0:0/96, 1.2.3.4, ::1", "::fffe:0:0/95, ::fffe:10.0.0.1, ::ffff:10.0.0.1",
        "10.*.*, 10.255.255.255, ::10.1.2.3", "192.168.16.*, 192.168.16.255, 192.168.17.0",
        "192.168.*.*, 192.168.255.1, 192.169.0.0", "10.*.*.*, 10.255.255.255, 9.255.255.255",
    })
    void allow_rule_itsOwnOnly(String rule, String inside, String outside) {
        var requesters = AddressRules.parse(ConfigKeys.ALLOWED_REQUESTERS, List.of(rule));

        assertThat(requesters.allow(inside)).isTrue();
        assertThat(requesters.allow(outside)).isFalse();
    }

    @Test
    void allow_severalRules_anyOfThem() {
        var requesters =
                AddressRules.parse(ConfigKeys.ALLOWED_REQUESTERS, List.of("192.168.16.*", "::1", "10.0.0.0/8"));

        assertThat(List.of("192.168.16.9", "[::1]", "10.9.8.7")).allMatch(requesters::allow);
        assertThat(List.of("192.168.17.9", "::2", "11.9.8.7")).noneMatch(requesters::allow);
    }

    @Test
    void allow_noAddress_false() {
        var requesters = AddressRules.parse(ConfigKeys.ALLOWED_REQUESTERS, List.of("0.0.0.0/0", "::/0"));

        assertThat(requesters.allow(null)).isFalse();
        assertThat(List.of("", "localhost", "unknown", "10.1", "010.0.0.1", "1.2.3.4 ", "[1.2.3.4]", "::1%", "*"))
                .noneMatch(requesters::allow);
    }

    @Test
    void allow_noRules_nobody() {
        var requesters = AddressRules.parse(ConfigKeys.ALLOWED_REQUESTERS, List.of());

        assertThat(requesters.isEmpty()).isTrue();
        assertThat(requesters.allow("127.0.0.1")).isFalse();
        assertThat(AddressRules.parse(ConfigKeys.ALLOWED_REQUESTERS, List.of("::1"))
                        .isEmpty())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 16})
    void allow_anyNetwork_agreesWithOracles(int length) {
        var random = new Random(SEED);
        int inside = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] address = randomAddress(random, length);
            int prefixLength = random.nextInt(8 * length + 1);
            IPAddress network = IPADDRESS.from(address, prefixLength).toZeroHost();
            String rule = spellNetwork(network, random);
            byte[] requester = near(address, prefixLength, random);
            String from = spell(requester, random);

            boolean allowed = AddressRules.parse(ConfigKeys.ALLOWED_REQUESTERS, List.of(rule))
                    .allow(from);

            inside += allowed ? 1 : 0;
            assertThat(allowed)
                    .as("seed %d, round %d: %s for %s", SEED, round, from, rule)
                    .isEqualTo(network.toPrefixBlock().contains(IPADDRESS.from(requester)))
                    .isEqualTo(byCommonsNet(network, requester));
        }
        assertThat(inside).isBetween(ROUNDS / 4, 3 * ROUNDS / 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 16})
    void parse_bitsSetBehindPrefix_namesTheNetwork(int length) {
        var random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] address = randomAddress(random, length);
            int prefixLength = random.nextInt(8 * length);
            address[length - 1] |= 1;
            String rule = IPADDRESS.from(address).toCanonicalString() + "/" + prefixLength;
            String meant = IPADDRESS.from(address, prefixLength).toZeroHost().toCanonicalString();

            assertThatIllegalArgumentException()
                    .as("seed %d, round %d", SEED, round)
                    .isThrownBy(() -> AddressRules.parse(ConfigKeys.ALLOWED_REQUESTERS, List.of(rule)))
                    .withMessage(
                            "server-cluster.allowed-requesters must be a network without bits set behind its prefix,"
                                    + " here %s, but was '%s'",
                            meant, rule);
            assertThat(AddressRules.parse(ConfigKeys.ALLOWED_REQUESTERS, List.of(meant))
                            .allow(rule.substring(0, rule.indexOf('/'))))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "|www1.example.com|localhost|10.1|2130706433|1.2.3|010.0.0.1|0x7f.0.0.1|1.2.3.4.5|::ffff:010.0.0.1",
                " 10.0.0.1|10.0.0.1 |10.0.0.1,10.0.0.2|10.0.0.1-9|10.0.0.1:80|http://10.0.0.1|1::2::3|:::|::1%|[1.2.3.4]",
                "10.1/16|10/8|010.0.0.0/8|/8|/|www1/32|[fd00::]/8|fe80::%eth0/64|10.0.0.0%/8|!10.0.0.1",
            })
    void parse_noAddress_refused(String rules) {
        assertAllRefused(
                rules,
                "an IP address such as 192.168.16.1 or ::1, a network such as 192.168.16.0/24"
                        + " or a wildcard such as 192.168.16.* (host names are not looked up)");
    }

    @ParameterizedTest
    @CsvSource({
        "[::1], ::1", "::1%eth0, ::1",
        "[0:0:0:0:0:0:0:1], ::1", "[fe80::1%eth0], fe80::1",
        "[::ffff:10.0.0.1], 10.0.0.1", "::ffff:10.0.0.1%lo, 10.0.0.1",
    })
    void parse_bracketsOrZone_refused(String rule, String meant) {
        assertAllRefused(rule, "an IP address without brackets or zone, here " + meant + ",");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/33, 0, 32", "10.0.0.0/, 0, 32", "10.0.0.0/08, 0, 32", "10.0.0.0/00, 0, 32",
        "10.0.0.0/-8, 0, 32", "10.0.0.0/+8, 0, 32", "10.0.0.0/8/8, 0, 32", "10.0.0.0/255.0.0.0, 0, 32",
        "'10.0.0.0/8 ', 0, 32", "10.0.0.0/4294967304, 0, 32", "fd00::/129, 0, 128", "fd00::/, 0, 128",
        "::ffff:10.0.0.0/8, 96, 128", "::ffff:0:0/95, 96, 128", "::ffff:0:0/129, 96, 128", "::/1000, 0, 128",
    })
    void parse_badPrefixLength_refused(String rule, int from, int to) {
        assertAllRefused(rule, "a network with a prefix length from " + from + " to " + to);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.168.1*|192.168.16.1*|*.168.16.1|192.*.16.1|10.*.0.*|*.1|10.0.0.0.*|10.*.*.*.*|1.2.3.4.*|10.0.0.1*",
                "010.*|256.*|10..*|10.*.|.*|10.*/8|10.0.0.0/*|10.**|*.example.com|10.0.0.?*| 10.*|10.* |10.[1-3].*",
            })
    void parse_badWildcard_refused(String rules) {
        assertAllRefused(
                rules,
                "a wildcard for whole trailing octets such as 192.168.16.*, or networks such as 192.168.16.0/20,");
    }

    @Test
    void parse_wildcardForEveryone_refused() {
        assertAllRefused("*|*.*|*.*.*.*", "0.0.0.0/0 and ::/0 to let everyone in");
    }

    @Test
    void parse_wildcardForIpv6_refused() {
        assertAllRefused(
                "fd00::*|fd00:*|*:*|::ffff:10.0.0.*|[fd00::*]",
                "a network such as fd00::/8, as wildcards are for IPv4 only,");
    }

    @Test
    void parse_unprintableOrLong_escapedAndShortened() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        AddressRules.parse(ConfigKeys.ALLOWED_REQUESTERS, List.of("1.2.3.4\r\n\0\u007f\u2028\uff11")))
                .withMessageEndingWith(" but was '1.2.3.4\\u000d\\u000a\\u0000\\u007f\\u2028\\uff11'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRules.parse(ConfigKeys.ALLOWED_REQUESTERS, List.of("x".repeat(101))))
                .withMessageEndingWith(" but was '" + "x".repeat(100) + "… (101 characters)'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", ".*", "*", "1.", ":", "%", "/", "\n"})
    void parse_hugeText_refusedAtOnce(String part) {
        String huge = part.repeat(100_000 / part.length());

        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (String rule : List.of(huge, "10" + huge, "::1%" + huge, "::/" + huge)) {
                var refusal = catchIllegalArgumentException(
                        () -> AddressRules.parse(ConfigKeys.ALLOWED_REQUESTERS, List.of(rule)));
                assertThat(refusal.getMessage()).hasSizeLessThan(1_000);
            }
        });
    }

    @Test
    void parse_null_refused() {
        assertThatNullPointerException()
                .isThrownBy(() -> AddressRules.parse(ConfigKeys.ALLOWED_REQUESTERS, singletonList(null)))
                .withMessage("rule");
    }

    // In the network, or as often out of it by one bit: the last of its prefix, or the one before.
    private static byte[] near(byte[] address, int prefixLength, Random random) {
        byte[] near = randomAddress(random, address.length);
        int flipped = random.nextBoolean() ? prefixLength - 1 - random.nextInt(2) : -1;
        for (int bit = 0; bit < prefixLength; bit++) {
            int mask = 0x80 >> bit % 8;
            boolean same = ((near[bit / 8] ^ address[bit / 8]) & mask) == 0;
            near[bit / 8] ^= (byte) (same == (bit == flipped) ? mask : 0);
        }
        boolean mapped = near.length == 16 && IPADDRESS.from(near).toIPv6().isIPv4Mapped();
        return mapped ? near(address, prefixLength, random) : near;
    }

    private static String spellNetwork(IPAddress network, Random random) {
        String text = spell(network.getBytes(), random);
        int unseen = network.isIPv4() && text.indexOf(':') >= 0 ? 96 : 0;
        return text + "/" + (unseen + network.getPrefixLength());
    }

    private static boolean byCommonsNet(IPAddress network, byte[] requester) {
        String cidr = network.toCanonicalString();
        if (network.isIPv6()) {
            return new SubnetUtils6(cidr).getInfo().isInRange(requester);
        }
        var subnet = new SubnetUtils(cidr);
        subnet.setInclusiveHostCount(true);
        String text = IPADDRESS.from(requester).toCanonicalString();
        // to commons-net 0.0.0.0 is in no network, not even in 0.0.0.0/0
        return subnet.getInfo().isInRange(text) || (text.equals("0.0.0.0") && cidr.startsWith(text));
    }

    private static void assertAllRefused(String rules, String rightForm) {
        for (String rule : rules.split("\\|", -1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AddressRules.parse(ConfigKeys.ALLOWED_REQUESTERS, List.of(rule)))
                    .withMessage("server-cluster.allowed-requesters must be " + rightForm + " but was '" + rule + "'");
        }
    }
}
