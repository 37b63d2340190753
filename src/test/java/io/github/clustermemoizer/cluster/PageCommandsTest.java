package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.cluster.PageCommands.Inline;
import io.github.clustermemoizer.cluster.PageCommands.Script;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Every command that the pages tell a user to type is run here, or by the build, or by another test. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no bash")
@Timeout(60)
class PageCommandsTest {
    private static final Set<String> RUN_HERE = Set.of("openssl", "chmod", "curl");
    private static final Set<String> NOT_EVERYWHERE = Set.of("openssl", "curl");
    private static final Path EXAMPLES = Path.of("examples");

    /** Neither Maven's nor run here: the file that proves it. */
    private static final Map<String, Path> ELSEWHERE = Map.of(
            // the story fails where an answer has no such header as one is told to look for
            "curl -i",
            source("greebles", "main", "greebles/story/WebServer.java"),
            "kill $(cat www1/pid www2/pid)",
            source("war", "test", "war/ReadmeIT.java"),
            "java -jar cluster-memoizer.jar doctor server-cluster.properties",
            Path.of("src", "test", "java", "io", "github", "clustermemoizer", "cluster", "DoctorCommandTest.java"),
            "kill %1 %2",
            source("war", "test", "war/ReadmeIT.java"));

    @TempDir
    private Path folder;

    private static Path source(String example, String kind, String file) {
        return EXAMPLES.resolve(example)
                .resolve(Path.of("src", kind, "java", "io", "github", "clustermemoizer", "examples"))
                .resolve(file);
    }

    @TestFactory
    Stream<DynamicTest> maven_ofAPage_isKnown() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Script script : PageCommands.scripts()) {
            for (String line : script.maven()) {
                tests.add(dynamicTest(
                        script.page() + ": " + line,
                        () -> assertThat(MavenCommand.unknown(script.page(), line))
                                .as("what no test knows")
                                .isEmpty()));
            }
        }
        for (Inline inline : PageCommands.inline()) {
            if (inline.isMaven() || inline.isOption()) {
                tests.add(dynamicTest(
                        inline.page() + ": " + inline.text(),
                        () -> assertThat(MavenCommand.unknown(inline.page(), inline.text()))
                                .as("what no test knows")
                                .isEmpty()));
            }
        }
        assertThat(tests).hasSizeGreaterThan(40);
        return tests.stream();
    }

    /** That of one example is proved where its pieces are. */
    @Test
    void maven_inABlockOfAPage_isRunByTheBuild() throws IOException {
        List<String> run = Files.readAllLines(Path.of(".ci", "run")).stream()
                .map(PageCommandsTest::withoutFlags)
                .toList();

        assertThat(PageCommands.scripts().stream()
                        .flatMap(script -> script.maven().stream())
                        .map(PageCommandsTest::withoutFlags)
                        .filter(command -> !command.matches("mvn -f examples -Dexample=[a-z-]+")))
                .isNotEmpty()
                .allMatch(run::contains);
    }

    private static String withoutFlags(String command) {
        return command.replaceAll(" -[qB]\\b", "");
    }

    @TestFactory
    Stream<DynamicTest> script_ofAPage_runs() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Script script : PageCommands.scripts()) {
            if (script.maven().isEmpty()
                    && !script.page().startsWith(EXAMPLES)
                    && !script.text().lines().allMatch(PageCommandsTest::isProvedElsewhere)) {
                tests.add(dynamicTest(
                        script.page() + ": " + script.text().lines().findFirst().orElse(""), () -> run(script)));
            }
        }
        assertThat(tests).hasSizeGreaterThan(2);
        return tests.stream();
    }

    /** It stands beside what it starts, and has to run all of the page. */
    @Test
    void script_ofAnExample_isRunByItsOwnTest() throws IOException {
        for (Script script : PageCommands.scripts()) {
            if (script.maven().isEmpty() && script.page().startsWith(EXAMPLES)) {
                try (Stream<Path> files =
                        Files.walk(script.page().resolveSibling("src").resolve("test"))) {
                    assertThat(files).as("%s", script).anyMatch(file -> file.endsWith("ReadmeIT.java"));
                }
            }
        }
    }

    @Test
    void block_thatLooksLikeAScript_isSaidToBeOne() throws IOException {
        assertThat(PageCommands.unnamed()).isEmpty();
    }

    @Test
    void otherCommand_inASentence_isProvedSomewhere() throws IOException {
        List<Script> scripts = PageCommands.scripts();
        for (Inline inline : PageCommands.inline()) {
            if (!inline.isMaven() && !inline.isOption()) {
                boolean isInScript =
                        scripts.stream().anyMatch(script -> script.text().contains(inline.text()));
                assertThat(isInScript || isProvedElsewhere(inline.text()))
                        .as("%s, which no test knows", inline)
                        .isTrue();
            }
        }
    }

    private static boolean isProvedElsewhere(String command) {
        return Files.exists(ELSEWHERE.getOrDefault(command, Path.of("none")));
    }

    /** In a folder of its own, and the cluster that the pages talk of is a server here. */
    private void run(Script script) throws Exception {
        assertThat(RUN_HERE)
                .as("let this test run it, or name the one that does")
                .containsAll(script.programs());
        for (String program : script.programs()) {
            if (NOT_EVERYWHERE.contains(program) && !isOnThePath(program)) {
                System.err.println("SKIPPED, since there is no " + program + " here: " + script);
                assumeTrue(false, "no " + program);
            }
        }
        var config = ClusterConfig.builder()
                .peers("127.0.0.1")
                .allowedRequesters("127.0.0.1")
                .build();
        try (var server = TestServer.open(TestServer.Container.JETTY, "127.0.0.1");
                var broadcaster = new ClusterBroadcaster(config);
                var memoizer = Memoizer.builder().broadcaster(broadcaster).build()) {
            server.start(context -> FlushServlet.mount(context, broadcaster));
            memoizer.memoize("select 1", () -> 1);

            String output = bash(script.text()
                    .replaceAll(
                            "http://192\\.168\\.16\\.\\d+:8080", server.uri().toString()));

            if (script.programs().contains("curl")) {
                assertThat(output).isEqualTo("Successful.");
                assertThat(memoizer.isCached("select 1")).isFalse();
            }
        }
        if (script.programs().contains("openssl")) {
            Path secret = folder.resolve("cluster.secret");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("r--------");
            Path file = Files.writeString(folder.resolve("server-cluster.properties"), """
                    server-cluster.peers = http://127.0.0.1
                    server-cluster.secret-file = cluster.secret
                    """);
            assertThat(ClusterConfig.load(file).signed()).isTrue();
            Files.delete(secret); // of the next script, too
        }
    }

    private String bash(String script) throws Exception {
        Path errors = folder.resolve("errors"); // curl tells how it gets on
        Process bash = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
                .directory(folder.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            bash.getOutputStream().close();
            String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(bash.exitValue())
                    .as("%s%s", output, Files.readString(errors))
                    .isZero();
            return output;
        } finally {
            bash.destroyForcibly();
        }
    }

    private static boolean isOnThePath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }
}
