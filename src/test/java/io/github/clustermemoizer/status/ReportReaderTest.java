package io.github.clustermemoizer.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a peer says of itself is believed in nothing but its form. */
class ReportReaderTest {
    private static final String GOOD = ReportWriter.write(Views.report(1, 2, "select 1"));

    @ParameterizedTest
    @ValueSource(strings = {"", "Successful.", "null", "[]", "{}", "{\"schema\":2}", "{\"schema\":\"1\"}", "<html>"})
    void read_noStatus_isRefused(String text) {
        assertThatThrownBy(() -> ReportReader.read(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"hits\":90001 | \"hits\":-1",
                "\"hits\":90001 | \"hits\":\"<b>\"",
                "\"hits\":90001 | \"hits\":1e300",
                "\"uptimeSeconds\":3600 | \"uptimeSeconds\":-3600",
                "\"state\":\"SELF\" | \"state\":\"<SELF>\"",
                "\"outcome\":\"ACKNOWLEDGED\" | \"outcome\":\"acknowledged\"",
                "\"followed\":true | \"followed\":1",
                "\"slotSeconds\":5 | \"slotSeconds\":1",
                "\"instance\":\"node-1\",\"version\" | \"version\"",
                "\"lines\": | \"other\":",
            })
    void read_memberNotAsDocumented_isRefusedWithoutRepeatingIt(String good, String bad) {
        assertThat(GOOD).contains(good);

        assertThatThrownBy(() -> ReportReader.read(GOOD.replace(good, bad)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("<");
    }

    @Test
    void read_textTooLong_isRefused() {
        String bad = GOOD.replace("\"1.2.1\"", "\"" + "v".repeat(Fields.LONGEST + 1) + "\"");

        assertThatThrownBy(() -> ReportReader.read(bad)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void read_tooManyPeers_isRefused() {
        String peers = GOOD.replaceFirst(".*\"peers\":\\[(\\{.*?\\}),.*", "$1");
        String many =
                Collections.nCopies(ReportReader.MOST_PEERS + 1, peers).stream().collect(Collectors.joining(","));

        assertThatThrownBy(() -> ReportReader.read(GOOD.replace(peers, many)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void read_unknownMember_isPassedBy() {
        assertThat(ReportReader.read(GOOD.replaceFirst("\\{", "{\"new\":[1,2],"))
                        .instance())
                .isEqualTo("node-1");
    }
}
