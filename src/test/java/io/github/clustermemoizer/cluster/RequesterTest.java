package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequesterTest {
    private static final String PROXY = "10.0.0.9";
    private static final AddressRules PROXIES =
            AddressRules.parse(ConfigKeys.TRUSTED_PROXIES, List.of(PROXY, "10.0.1.*", "fd00:9::/64"));
    private static final AddressRules EVERYBODY =
            AddressRules.parse(ConfigKeys.ALLOWED_REQUESTERS, List.of("0.0.0.0/0", "::/0"));
    private static final List<String> OTHER_SIGNS = List.of(
            "Via",
            "X-Real-IP",
            "X-Forwarded-Host",
            "X-Forwarded-Proto",
            "X-Forwarded-Port",
            "X-Forwarded-Server",
            "X-Client-IP",
            "X-Cluster-Client-IP",
            "True-Client-IP",
            "CF-Connecting-IP");
    private static final AddressRules NOBODY = AddressRules.parse(ConfigKeys.ALLOWED_REQUESTERS, List.of());

    @Test
    void of_noSignOfAProxy_isTheSocket() {
        assertThat(found("192.168.16.1")).isEqualTo("192.168.16.1");
        assertThat(found("[fe80:0::1%eth0]")).isEqualTo("fe80::1");
        assertThat(found(PROXY)).as("a proxy that asks for itself").isEqualTo(PROXY);
        assertThat(found(null)).isEqualTo("not in server-cluster.allowed-requesters");
        assertThat(found("unknown")).isEqualTo("not in server-cluster.allowed-requesters");
    }

    @Test
    void of_anySignFromAProxyThatIsNotTrusted_isRefused() {
        for (String sign : Stream.concat(Stream.of("Forwarded", "X-Forwarded-For"), OTHER_SIGNS.stream())
                .toList()) {
            for (String value : List.of("", "192.168.16.1", "for=192.168.16.1")) {
                assertThat(found("10.0.0.8", sign + ": " + value))
                        .as(sign)
                        .isEqualTo("it came through a proxy that is not in server-cluster.trusted-proxies");
            }
        }
        assertThat(found(null, "Via: 1.1 proxy")).contains("not in server-cluster.trusted-proxies");
    }

    @Test
    void of_otherSignsAlone_doNotSayWho() {
        for (String sign : OTHER_SIGNS) {
            assertThat(found(PROXY, sign + ": 192.168.16.1"))
                    .as(sign)
                    .isEqualTo("its proxy does not say who asked, in X-Forwarded-For or Forwarded");
        }
        assertThat(found(PROXY, "Via: 1.1 x", "X-Real-IP: 1.1.1.1", "X-Forwarded-For: 192.168.16.1"))
                .isEqualTo("192.168.16.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.168.16.1 | 192.168.16.1",
                "'\t192.168.16.1 ' | 192.168.16.1",
                "192.168.16.1:567 | 192.168.16.1",
                "192.168.16.1:_hidden | 192.168.16.1",
                "2001:DB8::1 | 2001:db8::1",
                "[2001:db8::1] | 2001:db8::1",
                "[2001:db8::1]:80 | 2001:db8::1",
                "::ffff:192.168.16.1 | 192.168.16.1",
                "[::ffff:192.168.16.1]:80 | 192.168.16.1",
                "fe80::1%eth0 | fe80::1",
                "[fe80::1%eth0]:80 | fe80::1",
                // only as far as trusted hops go
                "1.1.1.1, 192.168.16.1 | 192.168.16.1",
                "1.1.1.1,192.168.16.1,10.0.1.1:80,fd00:9::7 | 192.168.16.1",
                "192.168.16.1, ::ffff:10.0.1.1 | 192.168.16.1",
                "192.168.16.1, 10.0.0.8 | 10.0.0.8",
                "10.0.1.3, 10.0.1.2, 10.0.1.1 | 10.0.1.3",
                // what is left of the client is not looked at
                "unknown, 192.168.16.1 | 192.168.16.1",
                "'\"', 192.168.16.1 | 192.168.16.1",
                "'\",\\, ,,', 192.168.16.1 | 192.168.16.1",
                "10.0.1.1, 10.0.1.2, 192.168.16.1, 10.0.1.1 | 192.168.16.1",
            })
    void of_xForwardedFor_theFirstFromTheRightThatIsNoProxy(String value, String client) {
        assertThat(found(PROXY, "X-Forwarded-For: " + value)).isEqualTo(client);
        assertThat(found("::ffff:" + PROXY, "x-forwarded-for: " + value)).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=192.168.16.1 | 192.168.16.1",
                "FOR=192.168.16.1;Proto=http;by=203.0.113.43 | 192.168.16.1",
                "proto=http ; for=192.168.16.1;; | 192.168.16.1",
                "for=\"192.168.16.1\" | 192.168.16.1",
                "for=\"192.168.16.1:567\" | 192.168.16.1",
                "for=\"192.168.16.1:_x-1\" | 192.168.16.1",
                "for=\"[2001:db8::1]\" | 2001:db8::1",
                "for=\"[2001:db8::1]:80\" | 2001:db8::1",
                "for=\"1\\92.168.16.\\1\" | 192.168.16.1",
                "for=unknown, for=192.168.16.1 | 192.168.16.1",
                "for=_gazonk, for=192.168.16.1;by=_x, for=10.0.1.1 | 192.168.16.1",
                "for=1.1.1.1, host=\"a,b;c\\\"d, for=2.2.2.2\";for=192.168.16.1 | 192.168.16.1",
                "host=\"a\\\", for=1.1.1.1;x=\\\"b\";for=192.168.16.1, for=10.0.1.1 | 192.168.16.1",
                "for=10.0.1.2, for=10.0.1.1 | 10.0.1.2",
                "rubbish;;=\"x\", for=192.168.16.1 | 192.168.16.1",
            })
    void of_forwarded_theFirstFromTheRightThatIsNoProxy(String value, String client) {
        assertThat(found(PROXY, "Forwarded: " + value)).isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "unknown",
                "_hidden",
                "-",
                "localhost",
                "www1.example",
                "192.168.16.1,",
                "192.168.16.1, ,10.0.1.1",
                ",10.0.1.1",
                "192.168.16.1, unknown, 10.0.1.1",
                "192.168.16.1 192.168.16.2",
                "192.168.16.1;192.168.16.2",
                "\"192.168.16.1\"",
                "192.168.16.1:",
                "192.168.16.1:123456",
                "192.168.16.1:x",
                "192.168.16.1:80:80",
                "192.168.16.1%eth0",
                "[192.168.16.1]",
                "[192.168.16.1]:80",
                "[2001:db8::1",
                "2001:db8::1]",
                "[2001:db8::1]80",
                "[2001:db8::1]:",
                "[2001:db8::1]:80:80",
                "[2001:db8::1]x:80",
                "[]",
                "[]:80",
                ":80",
                ":",
                "[",
                "]",
                "[:",
                "::1%",
                "010.0.0.1",
                "10.1",
                "2130706433",
                "0x7f.0.0.1",
                "192.168.16.*",
                "192.168.16.0/24",
                "for=192.168.16.1",
                "\uff11.2.3.4",
                "1.2.3.4\0",
                "%",
            })
    void of_xForwardedForThatCannotBeRead_isRefused(String value) {
        assertThat(found(PROXY, "X-Forwarded-For: " + value))
                .isEqualTo("X-Forwarded-For cannot be read as far as to the client");
        assertThat(found(PROXY, "X-Forwarded-For: 192.168.16.1, " + value))
                .isEqualTo("X-Forwarded-For cannot be read as far as to the client");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                ";",
                "for",
                "for=",
                "=1.2.3.4",
                "for=\"",
                "for=\"\"",
                "for=\"192.168.16.1",
                "for=192.168.16.1\"",
                "for=\"192.168.16.1\"x",
                "for=x\"192.168.16.1\"",
                "for=\"192.168.16.1\\\"",
                "for=unknown",
                "for=_hidden",
                "for=\"_hidden:80\"",
                "for=\"unknown:80\"",
                "192.168.16.1",
                "by=192.168.16.1;proto=http",
                "for=192.168.16.1;for=192.168.16.1",
                "for=192.168.16.1;FOR=192.168.16.2",
                "for=192.168.16.1:80",
                "for=[2001:db8::1]",
                "for = 192.168.16.1",
                "for =192.168.16.1",
                "for= 192.168.16.1",
                "for=192.168.16.1 proto=http",
                "for=192.168.16.1;proto",
                "for=192.168.16.1;a b=c",
                "for=192.168.16.1;b=\"c\"d",
                "for=192.168.16.1;b=(c)",
                "for=192.168.16.1,",
                ", for=10.0.1.1",
                "for=192.168.16.1, by=_x",
                "for=192.168.16.1, for=unknown, for=10.0.1.1",
                "x=\", for=192.168.16.1",
                "x=\", for=\"192.168.16.1\"",
                "x=\"\\, for=\"192.168.16.1\"",
                "for=192.168.16.2;x=\", for=192.168.16.1;by=\"_x\"",
            })
    void of_forwardedThatCannotBeRead_isRefused(String value) {
        assertThat(found(PROXY, "Forwarded: " + value)).isEqualTo("Forwarded cannot be read as far as to the client");
    }

    @Test
    void of_severalLines_areOneListInOrder() {
        assertThat(found(PROXY, "X-Forwarded-For: 1.1.1.1, 192.168.16.1", "X-Forwarded-For: 10.0.1.1"))
                .isEqualTo("192.168.16.1");
        assertThat(found(PROXY, "X-Forwarded-For: 192.168.16.1", "X-Forwarded-For: ,10.0.1.1"))
                .contains("cannot be read");
        assertThat(found(PROXY, "Forwarded: for=1.1.1.1", "Forwarded: for=192.168.16.1", "Forwarded: for=10.0.1.1"))
                .isEqualTo("192.168.16.1");
        assertThat(found(PROXY, "Forwarded: for=192.168.16.1;x=\"", "Forwarded: for=2.2.2.2;x=\"\""))
                .as("a quotation mark left open on a line before")
                .contains("cannot be read");
    }

    @Test
    void of_bothHeaders_mustAgree() {
        String forged = "X-Forwarded-For and Forwarded name different clients, one of them forged";

        assertThat(found(PROXY, "X-Forwarded-For: 192.168.16.1:1", "Forwarded: for=\"[::ffff:192.168.16.1]\""))
                .isEqualTo("192.168.16.1");
        assertThat(found(PROXY, "X-Forwarded-For: 1.1.1.1", "Forwarded: for=192.168.16.1"))
                .isEqualTo(forged);
        assertThat(found(PROXY, "X-Forwarded-For: 192.168.16.1", "Forwarded: for=1.1.1.1, for=10.0.1.1"))
                .isEqualTo(forged);
        assertThat(found(PROXY, "X-Forwarded-For: 192.168.16.1", "Forwarded: for=_x"))
                .contains("Forwarded cannot be read");
        assertThat(found(PROXY, "X-Forwarded-For: ", "Forwarded: for=192.168.16.1"))
                .contains("X-Forwarded-For cannot be read");
    }

    @Test
    void of_moreThanIsFit_isRefusedAtOnce() {
        assertThat(found(PROXY, "X-Forwarded-For: 1.1.1.1" + ",10.0.1.1".repeat(31)))
                .isEqualTo("1.1.1.1");
        assertThat(found(PROXY, "X-Forwarded-For: 1.1.1.1" + ",10.0.1.1".repeat(32)))
                .isEqualTo("X-Forwarded-For has more than 32 trusted hops");
        assertThat(found(PROXY, "X-Forwarded-For: " + "1.1.1.1,".repeat(400) + "192.168.16.1"))
                .isEqualTo("192.168.16.1");
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (String hop : List.of("10.0.1.1", "", "\"", "for=10.0.1.1", "for=\"\\\\", ";", "[", ":", "%")) {
                String hops = (hop + ",").repeat(10_000);
                assertThat(found(PROXY, "X-Forwarded-For: " + hops + "1.1.1.1"))
                        .isEqualTo("X-Forwarded-For is longer than 4096 characters");
                assertThat(found(PROXY, "Forwarded: " + hops + "for=1.1.1.1"))
                        .isEqualTo("Forwarded is longer than 4096 characters");
                String most = hops.substring(0, 4096 - 12);
                assertThat(found(PROXY, "Forwarded: " + most + "\"", "X-Forwarded-For: " + most))
                        .doesNotMatch("[0-9.]+");
            }
        });
        assertThat(found(PROXY, Collections.nCopies(10_000, "X-Forwarded-For: ").toArray(String[]::new)))
                .isEqualTo("X-Forwarded-For is longer than 4096 characters");
    }

    @Test
    void refusal_clientThatIsNotAllowed_namesItCanonically() {
        assertThat(Requester.of(PROXY, headers("X-Forwarded-For: 2001:DB8:0::1"), PROXIES)
                        .refusal(NOBODY))
                .isEqualTo("its client 2001:db8::1 is not in server-cluster.allowed-requesters");
        assertThat(Requester.of("1.2.3.4", headers(), PROXIES).refusal(NOBODY))
                .isEqualTo("not in server-cluster.allowed-requesters");
    }

    /** The client's address, or why it is refused. */
    private static String found(String socket, String... lines) {
        Requester requester = Requester.of(socket, headers(lines), PROXIES);
        String refusal = requester.refusal(EVERYBODY);
        assertThat(requester.address() == null).isEqualTo(refusal != null);
        return refusal != null ? refusal : IpAddress.text(requester.address());
    }

    static Function<String, List<String>> headers(String... lines) {
        return name -> {
            var values = new ArrayList<String>();
            for (String line : lines) {
                int colon = line.indexOf(": ");
                if (line.substring(0, colon).equalsIgnoreCase(name)) {
                    values.add(line.substring(colon + 2));
                }
            }
            return values;
        };
    }
}
