package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;

/** What the doctor reads from others is none of ours, or fit to be printed. */
class DoctorFuzzTest {
    private static final int LONGEST = 900;

    @FuzzTest(maxDuration = "1m")
    void parse_anyAnswer_isFitToBePrinted(byte[] bytes) {
        String body = new String(bytes, StandardCharsets.UTF_8);
        RefusedQuestion refusal = RefusedQuestion.parse(body);
        if (refusal != null && refusal.address() != null) {
            assertThat(refusal.address()).matches("[0-9a-f:.]+");
        }
        WhoAmI introduction = WhoAmI.parse(body);
        if (introduction != null) {
            introduction.settings().forEach((key, value) -> assertPrintable(key + value));
            Stream.of(introduction.version(), introduction.failure(), introduction.address())
                    .forEach(text -> assertPrintable(String.valueOf(text)));
        }
        WhoAmI.Asker asker = WhoAmI.Asker.parse(body);
        assertPrintable(asker.canary() + asker.self());
        DoctorReport report = DoctorReport.of(new Came(new Transport.Reply(200, body, Map.of()), null, 0));
        if (report != null) {
            report.own().forEach(said -> assertPrintable(said.problem() + said.sentence()));
            report.peers()
                    .values()
                    .forEach(row -> row.findings().forEach(said -> assertPrintable(said.problem() + said.sentence())));
        }
    }

    private static void assertPrintable(String text) {
        assertThat(text.chars()).noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
        assertThat(text.length()).isLessThan(40 * LONGEST);
    }
}
