package io.github.clustermemoizer.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Broadcaster;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.ClusterConfig;
import io.github.clustermemoizer.cluster.PeerSource;
import io.github.clustermemoizer.cluster.WhenIsolated;
import io.github.clustermemoizer.cluster.WireForm;
import io.github.clustermemoizer.micrometer.ClusterMetrics;
import io.github.clustermemoizer.micrometer.MemoizerMetrics;
import io.micrometer.core.instrument.Tags;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.configuration.WebSecurityCustomizer;
import org.springframework.transaction.TransactionExecutionListener;

/** What is set up when, and what is not. */
@Timeout(60)
class AutoConfigurationTest {
    private static final String PEERS = "memoizer.cluster.peers=http://127.0.0.1:9, http://127.0.0.2:9";

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MemoizerAutoConfiguration.class));
    private final WebApplicationContextRunner web =
            new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(MemoizerAutoConfiguration.class));

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class Caching {}

    @Configuration(proxyBeanMethods = false)
    static class Own {
        @Bean
        Memoizer own() {
            return Memoizer.builder().build();
        }

        @Bean
        Broadcaster broadcaster() {
            return Broadcaster.none();
        }

        @Bean
        CacheManager caches() {
            return new ConcurrentMapCacheManager();
        }
    }

    /** The same classes run with Boot 3 and with Boot 4, and must not do so with the same one twice. */
    @Test
    void boot_isTheOneOfThisRun() {
        assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("spring-boot.version"));
    }

    @Test
    void nothingSet_oneServerAlone() {
        runner.run(context -> assertThat(context)
                .hasSingleBean(Memoizer.class)
                .doesNotHaveBean(Broadcaster.class)
                .doesNotHaveBean(CacheManager.class)
                .doesNotHaveBean(ServletContextInitializer.class)
                .hasBean("memoizerTransactionBinder"));
    }

    @Test
    void statusPage_isThereIfItsPathIsSet() {
        web.withPropertyValues(PEERS).run(context -> assertThat(context).doesNotHaveBean("memoizerStatusServlet"));
        web.withPropertyValues(PEERS, "memoizer.status.path=/admin/memoizer")
                .run(context -> assertThat(context).hasBean("memoizerStatusServlet"));
    }

    @Test
    void peersSet_aCluster() {
        runner.withPropertyValues(PEERS).run(context -> assertThat(context).hasSingleBean(ClusterBroadcaster.class));
        web.withPropertyValues(PEERS)
                .run(context -> assertThat(context)
                        .hasSingleBean(ClusterBroadcaster.class)
                        .hasBean("memoizerFlushServlet")
                        .hasSingleBean(WebSecurityCustomizer.class));
        runner.withPropertyValues("memoizer.enabled=false", PEERS)
                .run(context ->
                        assertThat(context).doesNotHaveBean(Memoizer.class).doesNotHaveBean(Broadcaster.class));
    }

    @Test
    void peerSource_aCluster() {
        runner.withBean(PeerSource.class, () -> () -> List.of(URI.create("http://127.0.0.1:9")))
                .run(context -> assertThat(context).hasSingleBean(ClusterBroadcaster.class));
    }

    @Test
    void own_isLeftAlone() {
        web.withUserConfiguration(Own.class, Caching.class)
                .withPropertyValues(PEERS)
                .run(context -> {
                    assertThat(context).getBean(Memoizer.class).isSameAs(context.getBean("own"));
                    assertThat(context).hasSingleBean(Broadcaster.class).doesNotHaveBean(ClusterBroadcaster.class);
                    assertThat(context).getBean(CacheManager.class).isInstanceOf(ConcurrentMapCacheManager.class);
                    assertThat(context).doesNotHaveBean("memoizerFlushServlet");
                });
    }

    /** Boot's own, which comes from another package in each version, and must come after ours. */
    private static Class<?> cachingOfBoot() {
        for (String name : List.of(
                "org.springframework.boot.autoconfigure.cache", "org.springframework.boot.cache.autoconfigure")) {
            try {
                return Class.forName(name + ".CacheAutoConfiguration");
            } catch (ClassNotFoundException e) {
                // the other one
            }
        }
        throw new AssertionError("Boot has no CacheAutoConfiguration");
    }

    @Test
    void caching_isOursUnlessAnotherIsChosen() {
        ApplicationContextRunner caching =
                runner.withConfiguration(AutoConfigurations.of(cachingOfBoot())).withUserConfiguration(Caching.class);

        caching.run(
                context -> assertThat(context).getBean(CacheManager.class).isInstanceOf(MemoizerCacheManager.class));
        caching.withPropertyValues("spring.cache.type=simple")
                .run(context ->
                        assertThat(context).getBean(CacheManager.class).isInstanceOf(ConcurrentMapCacheManager.class));
    }

    @Test
    void twoMemoizers_whoCannotChooseStandsBack() {
        runner.withBean("one", Memoizer.class, () -> Memoizer.builder().build())
                .withBean("two", Memoizer.class, () -> Memoizer.builder().build())
                .withConfiguration(AutoConfigurations.of(cachingOfBoot()))
                .withUserConfiguration(Caching.class)
                .withPropertyValues("management.endpoints.web.exposure.include=*")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(MemoizerEndpoint.class)
                        .getBean(CacheManager.class)
                        .isNotInstanceOf(MemoizerCacheManager.class));
    }

    @Test
    void defaults_areThoseOfTheBuilder() {
        ClusterConfig expected = ClusterConfig.builder()
                .peers("http://127.0.0.1:9", "http://127.0.0.2:9")
                .build();
        runner.withPropertyValues(PEERS)
                .run(context -> assertThat(context.getBean(ClusterConfig.class))
                        .usingRecursiveComparison()
                        .ignoringFields("security.secrets", "security.tls")
                        .isEqualTo(expected));
    }

    @Test
    void settings_reachTheConfiguration() {
        runner.withPropertyValues(
                        "memoizer.cluster.peers[0]=dns:app:8080",
                        "memoizer.cluster.allowed-requesters=10.0.0.*, fd00::/8",
                        "memoizer.cluster.secret=a secret of more than 16 bytes",
                        "memoizer.cluster.previous-secret=the secret that it was before",
                        "memoizer.cluster.accept-unsigned=true",
                        "memoizer.cluster.trusted-proxies=10.0.0.1",
                        "memoizer.cluster.require-peers=true",
                        "memoizer.cluster.logging=true",
                        "memoizer.cluster.path=/app/flush",
                        "memoizer.cluster.timeout=2s",
                        "memoizer.cluster.heartbeat=500ms",
                        "memoizer.cluster.staleness-bound=10s",
                        "memoizer.cluster.absence=1m",
                        "memoizer.cluster.peers-refresh=3s",
                        "memoizer.cluster.when-isolated=serve",
                        "memoizer.cluster.self=http://10.0.0.1:8080",
                        "memoizer.cluster.wire=digest",
                        "memoizer.cluster.enabled=false")
                .run(context -> {
                    ClusterConfig config = context.getBean(ClusterConfig.class);
                    assertThat(config.peers()).containsExactly(URI.create("dns:app:8080"));
                    assertThat(config.allowedRequesters()).containsExactly("10.0.0.*", "fd00::/8");
                    assertThat(config.trustedProxies()).containsExactly("10.0.0.1");
                    assertThat(List.of(
                                    config.signed(), config.acceptUnsigned(), config.requirePeers(), config.logging()))
                            .containsOnly(true);
                    assertThat(config.enabled()).isFalse();
                    assertThat(config.path()).isEqualTo("/app/flush");
                    assertThat(List.of(
                                    config.timeout(),
                                    config.heartbeat(),
                                    config.stalenessBound(),
                                    config.absence(),
                                    config.peersRefresh()))
                            .containsExactly(
                                    Duration.ofSeconds(2),
                                    Duration.ofMillis(500),
                                    Duration.ofSeconds(10),
                                    Duration.ofMinutes(1),
                                    Duration.ofSeconds(3));
                    assertThat(config.whenIsolated()).isEqualTo(WhenIsolated.SERVE);
                    assertThat(config.self()).contains(URI.create("http://10.0.0.1:8080"));
                    assertThat(config.wire()).isEqualTo(WireForm.DIGEST);
                });
    }

    @Test
    void settings_ofTheMemoizer_areInForce() {
        runner.withPropertyValues("memoizer.maximum-size=1").run(context -> {
            Memoizer memoizer = context.getBean(Memoizer.class);
            for (int i = 0; i < 10; i++) {
                memoizer.memoize("select " + i, () -> "value");
            }
            assertThat(memoizer.stats().size()).isLessThanOrEqualTo(1);
        });
    }

    @Test
    void settingThatBreaksItsRule_failsTheStartByItsName() {
        runner.withPropertyValues(PEERS, "memoizer.cluster.secret=short")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .rootCause()
                        .hasMessageStartingWith("server-cluster.secret must have at least 16 bytes"));
        runner.withPropertyValues("memoizer.cluster.allowed-requesters=10.0.0.*")
                .run(context -> {
                    assertThat(context).hasFailed();
                    var analysis = new InvalidSettingAnalyzer().analyze(context.getStartupFailure());
                    assertThat(analysis.getDescription())
                            .contains("memoizer.cluster.peers must not be empty")
                            .doesNotContain("server-cluster");
                });
        runner.withPropertyValues("memoizer.maximum-size=-1")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("maximum size must not be negative: -1"));
    }

    @Test
    void micrometer_metersAndObservationsAreThereAndGiveWay() {
        runner.withPropertyValues(PEERS)
                .run(context ->
                        assertThat(context).hasSingleBean(MemoizerMetrics.class).hasSingleBean(ClusterMetrics.class));
        runner.run(context ->
                assertThat(context).hasSingleBean(MemoizerMetrics.class).doesNotHaveBean(ClusterMetrics.class));
        List<String> seen = new CopyOnWriteArrayList<>();
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {
            @Override
            public void onStart(Observation.Context context) {
                seen.add(context.getName());
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        runner.withPropertyValues(PEERS)
                .withBean(ObservationRegistry.class, () -> registry)
                .run(context -> {
                    context.getBean(Memoizer.class).memoize("select 1", () -> 1);
                    context.getBean(Memoizer.class).flush("select 1");
                    assertThat(seen).contains("memoizer.load", "memoizer.settle");
                });
        runner.withBean(
                        "own",
                        MemoizerMetrics.class,
                        () -> new MemoizerMetrics(Memoizer.builder().build(), "own", Tags.empty()))
                .run(context -> assertThat(context).hasSingleBean(MemoizerMetrics.class));
    }

    @Test
    void libraryAbsent_itsPartIsNotLoaded() {
        for (String absent : List.of(
                "org.springframework.transaction",
                "org.springframework.cache",
                "org.springframework.security",
                "org.springframework.boot.actuate",
                "org.springframework.boot.health",
                "org.springframework.boot.web.servlet",
                "jakarta.servlet",
                "io.micrometer.core")) {
            runner.withUserConfiguration()
                    .withClassLoader(new FilteredClassLoader(absent))
                    .withPropertyValues(PEERS)
                    .run(context -> assertThat(context)
                            .as(absent)
                            .hasNotFailed()
                            .hasSingleBean(Memoizer.class)
                            .hasSingleBean(ClusterBroadcaster.class));
        }
        runner.withClassLoader(new FilteredClassLoader(TransactionExecutionListener.class))
                .run(context -> assertThat(context).doesNotHaveBean("memoizerTransactionBinder"));
        runner.withPropertyValues("memoizer.flush-after-commit=false")
                .run(context -> assertThat(context).doesNotHaveBean("memoizerTransactionBinder"));
    }
}
