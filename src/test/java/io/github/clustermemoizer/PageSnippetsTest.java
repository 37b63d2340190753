package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.clustermemoizer.cluster.ClusterConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Everything that the pages tell a user to copy can be compiled, or read as settings. */
class PageSnippetsTest {
    /** What a reader of the pages has around each snippet. */
    private static final String AROUND = """
            import io.github.clustermemoizer.*;
            import io.github.clustermemoizer.cluster.*;
            import io.github.clustermemoizer.micrometer.*;
            import io.github.clustermemoizer.spring.*;
            import io.github.clustermemoizer.status.*;
            import io.micrometer.core.instrument.*;
            import io.micrometer.observation.ObservationRegistry;
            import jakarta.servlet.ServletContext;
            import java.net.URI;
            import java.nio.file.Path;
            import java.sql.Connection;
            import java.time.Duration;
            import java.util.List;
            import org.eclipse.jetty.server.*;
            import org.eclipse.jetty.util.thread.QueuedThreadPool;
            import org.springframework.cache.annotation.EnableCaching;
            import org.springframework.context.annotation.*;
            import org.springframework.security.config.annotation.web.builders.HttpSecurity;
            import org.springframework.security.web.SecurityFilterChain;
            import org.springframework.transaction.annotation.EnableTransactionManagement;

            abstract class Snippet {
                record Greeble(String name) {}

                interface Dao {
                    Greeble greeble(int id);
                    Greeble greeble(String owner, int id);
                    void update(Greeble greeble);
                }

                static abstract class Registry extends MeterRegistry {
                    Registry() { super(io.micrometer.core.instrument.Clock.SYSTEM); }
                    abstract List<URI> addressesOf(String name);
                }

                Memoizer memoizer;
                ClusterBroadcaster broadcaster;
                ServletContext servletContext;
                Dao dao;
                Greeble greeble;
                Connection connection;
                Registry registry;
                ObservationRegistry observationRegistry;
                Server server;

            %s
            }
            """;

    private static final class Source extends SimpleJavaFileObject {
        private final String code;

        Source(String code) {
            super(URI.create("string:///Snippet.java"), Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }

    @TempDir
    Path folder;

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
        try (Stream<Path> site = Files.list(Path.of("src", "site", "markdown"))) {
            site.sorted().forEach(pages::add);
        }
        return pages;
    }

    private static List<String> blocks(Path page, String language) throws IOException {
        Matcher block = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(Files.readString(page));
        return block.results().map(found -> found.group(1)).toList();
    }

    @TestFactory
    Stream<DynamicTest> java_ofThePages_compiles() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            for (String block : blocks(page, "java")) {
                tests.add(dynamicTest(
                        page.getFileName() + ": " + block.lines().findFirst().orElse(""), () -> {
                            String member =
                                    block.startsWith("@") ? block : "void snippet() throws Exception {\n" + block + "}";
                            assertThat(errors(AROUND.formatted(member))).isEmpty();
                        }));
            }
        }
        assertThat(tests).hasSizeGreaterThan(7);
        return tests.stream();
    }

    private List<String> errors(String code) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var found = new DiagnosticCollector<JavaFileObject>();
        List<String> options = List.of(
                "-proc:none", "-nowarn", "-d", folder.toString(), "-classpath", System.getProperty("java.class.path"));
        compiler.getTask(null, null, found, options, null, List.of(new Source(code)))
                .call();
        return found.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
                .toList();
    }

    @Test
    void properties_ofThePages_areAConfiguration() throws IOException {
        Path secret = Files.writeString(folder.resolve("cluster.secret"), "known to these servers alone");
        secret.toFile().setReadable(false, false);
        secret.toFile().setReadable(true, true);
        int seen = 0;
        for (Path page : pages()) {
            for (String block : blocks(page, "properties")) {
                String peers =
                        block.contains("server-cluster.peers =") ? "" : "server-cluster.peers = http://10.0.0.1\n";
                Path file = Files.writeString(folder.resolve("server-cluster.properties"), peers + block);
                assertThat(ClusterConfig.load(file).enabled()).as(block).isTrue();
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(3);
    }

    @Test
    void dependency_ofTheReadme_isThisLibrary() throws IOException {
        assertThat(blocks(Path.of("README.md"), "xml").get(0))
                .contains(
                        "<groupId>io.github.clustermemoizer</groupId>",
                        "<artifactId>cluster-memoizer</artifactId>",
                        "<version>" + System.getProperty("project.version") + "</version>");
    }
}
