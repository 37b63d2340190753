package io.github.clustermemoizer.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.cluster.ClusterConfig;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** What the pages tell to write works, and what an IDE is told is complete. */
@Timeout(60)
class SpringPagesTest {
    private static final Path README = Path.of("README.md");
    private static final Path PAGE = Path.of("src", "site", "markdown", "spring.md");

    // begin
    @Configuration
    @EnableCaching
    @EnableTransactionManagement
    @Import({MemoizerCachingConfiguration.class, MemoizerTransactionConfiguration.class})
    static class Caches {
        @Bean
        Memoizer memoizer() {
            return Memoizer.builder().build(); // with a ClusterBroadcaster where there is a cluster
        }

        @Bean
        MemoizerCacheManager cacheManager(Memoizer memoizer) {
            return new MemoizerCacheManager(memoizer);
        }
    }
    // end

    private static String squeezed(String code) {
        return code.replace("static class", "class").replaceAll("\\s+", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "src/site/markdown/spring.md"})
    void yaml_ofThePages_isACluster(String page) throws Exception {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(MemoizerAutoConfiguration.class))
                .withPropertyValues("MEMOIZER_SECRET=a secret of more than 16 bytes")
                .withPropertyValues(Pages.yaml(Path.of(page)).entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toArray(String[]::new))
                .run(context -> {
                    ClusterConfig config = context.getBean(ClusterConfig.class);
                    assertThat(config.peers()).hasSize(2);
                    assertThat(config.signed()).isTrue();
                });
    }

    @Test
    void java_ofThePage_isThisOne() throws Exception {
        String source =
                Files.readString(Path.of("src/test/java/io/github/clustermemoizer/spring/SpringPagesTest.java"));
        String here = source.substring(source.indexOf("// begin\n") + 9, source.indexOf("// end\n"));
        assertThat(squeezed(Pages.block(PAGE, "java"))).isEqualTo(squeezed(here));

        try (var context = new AnnotationConfigApplicationContext(Caches.class)) {
            assertThat(context.getBean(CacheManager.class).getCache("greebles")).isNotNull();
        }
    }

    @Test
    void metadata_everySetting_isThereAndDescribed() throws Exception {
        String metadata;
        try (InputStream in = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            metadata = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String> properties = Pattern.compile("\\{\\s*\"name\": \"(memoizer\\.[^\"]+)\",([^}]*)}")
                .matcher(metadata)
                .results()
                .filter(property -> property.group(2).contains("\"sourceType\""))
                .peek(property -> {
                    if (!property.group(2).contains("\"sourceMethod\"")) {
                        assertThat(property.group(2)).as(property.group(1)).contains("\"description\"");
                    }
                })
                .map(property -> property.group(1))
                .toList();
        List<String> settings = Pattern.compile("`server-cluster\\.([a-z-]+)`")
                .matcher(Files.readString(README))
                .results()
                .map(setting -> setting.group(1))
                .filter(setting -> !setting.matches(".*(-file|-store|-password|-)|properties"))
                .distinct()
                .map(setting -> "memoizer.cluster." + setting)
                .collect(Collectors.toList());

        assertThat(settings).hasSizeGreaterThan(15);
        assertThat(properties)
                .containsAll(settings)
                .contains("memoizer.maximum-size", "memoizer.flush-after-commit", "memoizer.cluster.ssl-bundle");
    }
}
