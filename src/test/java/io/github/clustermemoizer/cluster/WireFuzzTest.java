package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.clustermemoizer.Flush;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Whatever comes as a query is understood whole or not at all, and what is understood can be said again. */
class WireFuzzTest {
    private static final int LIMIT = Wire.queryLimit("/SYSTEM/flush-memoized-statement");

    @FuzzTest(maxDuration = "3m")
    void parse_anyQuery_isUnderstoodOrMalformed(byte[] query) {
        Drops drops;
        try {
            drops = Wire.parse(new String(query, StandardCharsets.ISO_8859_1));
        } catch (Wire.MalformedQueryException e) {
            return;
        }
        List<String> said = new ArrayList<>();
        drops.flushes().forEach(flush -> said.add(Wire.parameter(flush, Integer.MAX_VALUE)));
        if (drops.hashes().length > 0) {
            said.add(Wire.hashes(drops.hashes()));
        }

        Drops again = parse(String.join("&", said));
        assertThat(again.flushes()).isEqualTo(drops.flushes());
        assertThat(again.hashes()).isEqualTo(drops.hashes());
    }

    /** @param input the name of a parameter, a line feed, and its text */
    @FuzzTest(maxDuration = "3m")
    void parameter_anyText_comesBackAsItWas(byte[] input) {
        String[] kindAndText = new String(input, StandardCharsets.UTF_8).split("\n", 2);
        // UTF-8 has no form for half a pair of surrogates, and statements may have one.
        String text = kindAndText.length < 2 ? "" : kindAndText[1].replace('\uFFFD', '\uD800');
        Flush flush;
        try {
            flush = switch (kindAndText[0]) {
                case "digest" -> Flush.digest(text);
                case "prefix" -> Flush.prefix(text);
                case "matching" -> Flush.matching(text);
                case "tag" -> Flush.tag(text);
                case "all" -> Flush.everything();
                default -> Flush.statement(text);
            };
        } catch (IllegalArgumentException e) {
            return;
        }

        String parameter = Wire.parameter(flush, LIMIT);

        assertThat(parameter).hasSizeLessThanOrEqualTo(LIMIT).matches("[a-z]+=[A-Za-z0-9._~*%+-]*");
        Flush back = parse(parameter).flushes().get(0);
        if (back.kind() == flush.kind()) {
            assertThat(back).isEqualTo(flush);
        } else {
            assertThat(back).isEqualTo(flush.kind() == Flush.Kind.STATEMENT ? flush.byDigest() : Flush.everything());
        }
    }

    private static Drops parse(String query) {
        try {
            return Wire.parse(query);
        } catch (Wire.MalformedQueryException e) {
            throw new AssertionError("what we say must be understood: " + query, e);
        }
    }
}
