package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about the doctor lists the problems that there are, and says of which kind each is. */
class DoctorPageTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| (\\w+) \\| ([^|]+) \\| ([^|]+) \\|$");

    private static List<MatchResult> rows() throws IOException {
        String page = Files.readString(Path.of("src", "site", "markdown", "doctor.md"));
        return ROW.matcher(page).results().toList();
    }

    @Test
    void table_hasEachProblemOnceInOrder() throws IOException {
        assertThat(rows())
                .extracting(row -> row.group(1))
                .containsExactlyElementsOf(
                        Stream.of(Problem.values()).map(Problem::code).toList());
    }

    @Test
    void table_saysTheKindOfEach() throws IOException {
        assertThat(rows()).allSatisfy(row -> {
            Problem problem = Problem.of(row.group(1)).orElseThrow();
            assertThat(row.group(2)).as(problem.code()).isEqualTo(kind(problem));
        });
    }

    private static String kind(Problem problem) {
        return problem.isNote()
                ? "note"
                : problem.isCertain() ? "certain" : problem.isMisconfiguration() ? "perhaps" : "down";
    }
}
