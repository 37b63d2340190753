package io.github.clustermemoizer.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FailureCauseTest {
    @Test
    void count_codesOfAnswers_areFoldedByTheirFirstDigit() {
        Map<String, Long> failures =
                Map.of("answered 403", 2L, "answered 404", 1L, "answered 500", 5L, "no connection", 7L);

        assertThat(FailureCause.count("answered 4xx", failures)).isEqualTo(3);
        assertThat(FailureCause.count("answered 5xx", failures)).isEqualTo(5);
        assertThat(FailureCause.count("answered 3xx", failures)).isZero();
        assertThat(FailureCause.count("no connection", failures)).isEqualTo(7);
        assertThat(FailureCause.count("other", failures)).isZero();
    }

    @Test
    void count_causeThatIsNotKnown_isAnother() {
        assertThat(FailureCause.count("other", Map.of("answered 204", 1L, "a new one", 2L)))
                .isEqualTo(3);
    }
}
