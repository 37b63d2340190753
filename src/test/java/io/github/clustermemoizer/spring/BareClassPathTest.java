package io.github.clustermemoizer.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Memoizer;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** Runs in processes of their own, with nothing on the class path but what is needed. */
@Timeout(120)
class BareClassPathTest {
    private static final List<String> CORE = List.of(
            "caffeine", "error_prone_annotations", "httpclient5", "httpcore5", "httpcore5-h2", "slf4j-api", "jspecify");
    private static final Pattern VERSION = Pattern.compile("-\\d.*");

    /** The library alone. */
    public static final class Core {
        public static void main(String[] args) {
            try (Memoizer memoizer = Memoizer.builder().build()) {
                System.out.println("answer: " + memoizer.<Integer, RuntimeException>memoize("select 42", () -> 42));
            }
        }
    }

    /** Spring Boot without anything that is optional: no web, no transactions, no actuator, no Spring Security. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    public static class Boot {
        public static void main(String[] args) {
            try (var context = SpringApplication.run(Boot.class, "--spring.main.banner-mode=off")) {
                Memoizer memoizer = context.getBean(Memoizer.class);
                System.out.println("answer: " + memoizer.<Integer, RuntimeException>memoize("select 42", () -> 42));
            }
        }
    }

    @Test
    void core_withItsOwnSevenJars_starts() throws Exception {
        assertThat(run(Core.class, List.of())).contains("answer: 42");
    }

    @Test
    void boot_withoutOptionalLibraries_starts() throws Exception {
        assertThat(run(
                        Boot.class,
                        List.of(
                                "spring-core",
                                "spring-jcl",
                                "commons-logging",
                                "spring-beans",
                                "spring-context",
                                "spring-aop",
                                "spring-expression",
                                "spring-boot",
                                "spring-boot-autoconfigure",
                                "micrometer-observation",
                                "micrometer-commons")))
                .contains("answer: 42");
    }

    private static String run(Class<?> main, List<String> more) throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> {
                    String name = Path.of(entry).getFileName().toString();
                    String artifact = VERSION.matcher(name).replaceFirst("");
                    return !name.endsWith(".jar") || CORE.contains(artifact) || more.contains(artifact);
                })
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        classPath,
                        main.getName())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
