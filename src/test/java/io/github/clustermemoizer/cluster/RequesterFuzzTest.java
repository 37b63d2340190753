package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What clients write into the headers of proxies never gets them in, and never hides them. */
class RequesterFuzzTest {
    private static final String PROXY = "10.0.0.9";
    private static final AddressRules PROXIES =
            AddressRules.parse(ConfigKeys.TRUSTED_PROXIES, List.of(PROXY, "10.0.1.*"));
    private static final AddressRules ALLOWED =
            AddressRules.parse(ConfigKeys.ALLOWED_REQUESTERS, List.of("192.168.16.*", "2001:db8::/64"));
    private static final byte[] STRANGER = {1, 2, 3, 4};

    /** How proxies write down who asked them. */
    private static final Map<String, List<String>> HOPS = Map.of(
            ForwardedHops.X_FORWARDED_FOR, List.of("1.2.3.4", "1.2.3.4:567", "::ffff:1.2.3.4", "1.2.3.4, 10.0.1.1"),
            ForwardedHops.FORWARDED,
                    List.of(
                            "for=1.2.3.4",
                            "for=\"1.2.3.4:567\";by=\"_x\"",
                            "by=_x;host=\"a\\\"b,c;\";for=\"1.2.3.4\"",
                            "for=\"[::ffff:1.2.3.4]\";proto=http, for=10.0.1.1"));

    /** @param input lines of {@code X-Forwarded-For}, and behind an empty one lines of {@code Forwarded} */
    @FuzzTest(maxDuration = "3m")
    void of_anyHeaders_readsThemOrRefuses(byte[] input) {
        Function<String, List<String>> headers = headers(input);

        Requester trusted = Requester.of(PROXY, headers, PROXIES);

        String refusal = trusted.refusal(ALLOWED);
        if (trusted.address() == null) {
            assertThat(refusal).isNotNull();
        } else {
            assertThat(refusal == null).isEqualTo(ALLOWED.covers(trusted.address()));
        }
        if (refusal != null) {
            assertThat(refusal).hasSizeLessThan(200).doesNotMatch("(?s).*\\p{Cntrl}.*");
        }
        Requester untrusted = Requester.of("192.168.16.1", headers, PROXIES);
        assertThat(untrusted.address()).isNull();
        assertThat(untrusted.refusal(ALLOWED)).isNotNull();
    }

    /** @param input as above */
    @FuzzTest(maxDuration = "3m")
    void of_anyHeadersBeforeThatOfAProxy_areWhatTheProxySaysOrRefused(byte[] input) {
        HOPS.forEach((name, hops) -> {
            List<String> forged = headers(input).apply(name);
            for (String hop : hops) {
                var onALineOfItsOwn = new ArrayList<>(forged);
                onALineOfItsOwn.add(hop);
                assertStrangerOrRefused(name, onALineOfItsOwn);
                assertStrangerOrRefused(name, List.of(String.join(",", forged) + ", " + hop));
            }
        });
    }

    private static void assertStrangerOrRefused(String name, List<String> lines) {
        Requester requester = Requester.of(PROXY, header -> header.equals(name) ? lines : List.of(), PROXIES);

        assertThat(requester.address()).isIn(null, STRANGER);
        assertThat(requester.refusal(ALLOWED)).isNotNull();
    }

    private static Function<String, List<String>> headers(byte[] input) {
        String[] both = new String(input, StandardCharsets.ISO_8859_1).split("\n\n", 2);
        List<String> xForwardedFor = List.of(both[0].split("\n", -1));
        List<String> forwarded = both.length < 2 ? List.of() : List.of(both[1].split("\n", -1));
        return name -> switch (name) {
            case ForwardedHops.X_FORWARDED_FOR -> xForwardedFor;
            case ForwardedHops.FORWARDED -> forwarded;
            default -> List.of();
        };
    }
}
