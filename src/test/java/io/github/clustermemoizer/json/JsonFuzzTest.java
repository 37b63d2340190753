package io.github.clustermemoizer.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever comes as JSON is understood or refused, and what is understood can be said again. */
class JsonFuzzTest {
    @FuzzTest(maxDuration = "3m")
    void read_anyText_isUnderstoodOrRefused(byte[] text) {
        Object value;
        try {
            value = Json.read(new String(text, StandardCharsets.UTF_8));
        } catch (JsonException e) {
            return;
        }

        String again = Json.write(value);

        assertThat(Json.read(again)).isEqualTo(value);
        assertThat(Json.write(Json.read(again))).isEqualTo(again);
    }
}
