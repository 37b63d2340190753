package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the page about security says is closed has tests, under these names. */
class SecurityPageTest {
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)(?:\\.(\\w+))?`");

    @Test
    void everyAttack_hasATestThatExists() throws Exception {
        List<String> rows = Files.readAllLines(Path.of(".github", "SECURITY.md")).stream()
                .dropWhile(line -> !line.startsWith("| attack |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(20);

        for (String row : rows) {
            String[] cells = row.split("\\|");
            List<String> unknown = new ArrayList<>();
            var tests = TEST.matcher(cells[3]);
            int found = 0;
            while (tests.find()) {
                found++;
                if (!exists(tests.group(1), tests.group(2))) {
                    unknown.add(tests.group());
                }
            }
            assertThat(unknown).as(row).isEmpty();
            assertThat(found > 0 || cells[3].contains("`pom.xml`")).as(row).isTrue();
        }
    }

    private static boolean exists(String test, String method) {
        for (String part : List.of("", "cluster.", "status.")) {
            try {
                Class<?> type = Class.forName("io.github.clustermemoizer." + part + test);
                return method == null
                        || Arrays.stream(type.getDeclaredMethods())
                                .anyMatch(m -> m.getName().equals(method));
            } catch (ClassNotFoundException e) {
                // Perhaps in another package.
            }
        }
        return false;
    }
}
