package io.github.clustermemoizer.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Explanation;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.PeerStatus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A small application in two instances over one database, with the settings of the README, each on an address of its own. */
@Timeout(120)
class BootTest {
    private static final String STATEMENT = "cache greebles <- 43";
    /** A line of a table of meters. */
    private static final Pattern METER = Pattern.compile("\\| `((?:cache|memoizer)\\.[a-z.]+)` \\|");

    private static final String PATH = "/SYSTEM/flush-memoized-statement";

    /** An application that has told Spring Security to let everybody in. */
    @Configuration(proxyBeanMethods = false)
    static class Open {
        @Bean
        SecurityFilterChain open(HttpSecurity http) throws Exception {
            return http.csrf(csrf -> csrf.disable())
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }
    }

    /** What must not become open beside the servlet. */
    @RestController
    static class Behind {
        @GetMapping(PATH + "/more")
        String secret() {
            return "secret";
        }
    }

    static {
        // It would take the logging of all other tests into its hands.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<ConfigurableApplicationContext> servers = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();

    @AfterEach
    void close() {
        servers.forEach(ConfigurableApplicationContext::close);
    }

    /**
     * Both servers must know both ports before they start. So these come from below the range in which a system chooses those
     * that it gives away: nobody gets one by chance.
     */
    private void start(Map<String, String> more, Class<?>... configurations) throws Exception {
        int first = ThreadLocalRandom.current().nextInt(10, 120);
        List<String> hosts = List.of("127.0.0." + first, "127.0.0." + (first + 1));
        String port = String.valueOf(ThreadLocalRandom.current().nextInt(20_000, 30_000));
        String database = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        for (String host : hosts) {
            Map<String, Object> properties = Pages.yaml(Path.of("README.md"));
            properties.replaceAll((key, value) -> String.valueOf(value)
                    .replace("10.0.0.1:8080", hosts.get(0) + ":" + port)
                    .replace("10.0.0.2:8080", hosts.get(1) + ":" + port)
                    .replace("10.0.0.*", "127.0.0.*"));
            properties.putAll(Map.of(
                    "MEMOIZER_SECRET", "a secret of more than 16 bytes",
                    "server.address", host,
                    "server.port", port,
                    "spring.datasource.url", database,
                    "spring.main.banner-mode", "off",
                    "spring.jmx.enabled", "false",
                    "management.endpoints.web.exposure.include", "*",
                    "management.endpoint.health.show-details", "always"));
            properties.putAll(more);
            servers.add(new SpringApplicationBuilder(configurations)
                    .properties(properties)
                    .run());
            addresses.add("http://" + host + ":" + port);
        }
        JdbcTemplate jdbc = servers.get(0).getBean(JdbcTemplate.class);
        jdbc.execute("create table greebles (id int primary key, name varchar check (name <> ''))");
        jdbc.execute("insert into greebles values (43, 'old'), (44, 'other')");
        servers.forEach(server -> await(() -> server.getBean(ClusterBroadcaster.class).status().peers().stream()
                .allMatch(peer -> peer.state() == PeerStatus.State.HEARD || peer.state() == PeerStatus.State.SELF)));
    }

    private static void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as("waited in vain").isLessThan(TimeUnit.SECONDS.toNanos(30));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private Memoizer memoizer(int server) {
        return servers.get(server).getBean(Memoizer.class);
    }

    private HttpResponse<String> get(int server, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(addresses.get(server) + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String getUnchecked(int server, String path) {
        try {
            return get(server, path).body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> post(int server, String path, String json) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(addresses.get(server) + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void statusPage_pathSet_showsBothServersAndIsLinkedFromTheEndpoint() throws Exception {
        start(Map.of("memoizer.status.path", "/admin/memoizer"), GreeblesApplication.class, Open.class);

        assertThat(get(0, "/admin/memoizer").body()).contains("All 2 servers answer and hear each other.");
        assertThat(get(1, "/admin/memoizer/status.json").body()).startsWith("{\"schema\":1,\"well\":true,");
        assertThat(get(0, "/actuator/memoizer").body()).contains("\"statusPage\":\"/admin/memoizer\"");
    }

    @Test
    void twoServers_evictInATransaction_reachesTheOtherWithTheCommitAlone() throws Exception {
        start(Map.of(), GreeblesApplication.class, Open.class);
        assertThat(List.of(get(0, "/greebles/43").body(), get(1, "/greebles/43").body()))
                .containsOnly("old");
        assertThat(memoizer(1).isCached(STATEMENT)).isTrue();

        // The first is renamed and evicted, the second breaks a rule of the database: all of it is rolled back.
        assertThat(post(0, "/greebles", "{\"43\": \"never\", \"44\": \"\"}").statusCode())
                .isEqualTo(500);
        assertThat(memoizer(0).flush("a marker that comes after it").await(Duration.ofSeconds(20)))
                .isTrue();
        assertThat(memoizer(1).explain(STATEMENT).events())
                .extracting(Explanation.Event::kind)
                .doesNotContain(Explanation.Kind.FLUSHED_BY_PEER);
        assertThat(memoizer(1).isCached(STATEMENT)).isTrue();
        assertThat(get(0, "/greebles/43").body()).isEqualTo("old");

        assertThat(post(0, "/greebles", "{\"43\": \"new\"}").statusCode()).isEqualTo(200);
        // A lane is in order: when this has arrived, so has what was flushed before.
        Delivery marker = memoizer(0).flush("another marker");
        assertThat(marker.await(Duration.ofSeconds(20))).isTrue();
        for (int i = 0; i < 20; i++) {
            assertThat(List.of(
                            get(0, "/greebles/43").body(),
                            get(1, "/greebles/43").body()))
                    .containsOnly("new");
        }
    }

    @Test
    void actuator_showsTheClusterAndFlushes() throws Exception {
        start(Map.of(), GreeblesApplication.class, Open.class);
        get(0, "/greebles/43");
        get(1, "/greebles/43");
        post(0, "/greebles", "{\"43\": \"new\"}");

        assertThat(get(0, "/actuator/health").body())
                .contains("\"memoizer\":{", "\"degraded\":false", addresses.get(1) + "\":\"HEARD\"")
                .startsWith("{");
        assertThat(get(0, "/actuator/memoizer").body())
                .contains(
                        "\"cluster\":{",
                        "\"degraded\":false",
                        "\"hits\":0",
                        "\"peer\":\"" + addresses.get(1) + "\"",
                        "\"recentFlushes\":[{",
                        "\"text\":\"" + STATEMENT + "\"");
        assertThat(get(0, "/actuator/memoizer?statement=cache%20greebles%20%3C-%2043")
                        .body())
                .contains("\"isCached\":false", "\"kind\":\"FLUSHED\"");
        get(1, "/greebles/43");
        HttpResponse<String> flushed = post(0, "/actuator/memoizer", "{\"everything\":true}");
        assertThat(flushed.body()).contains("\"settled\":true", addresses.get(1) + "\":\"ACKNOWLEDGED\"");
        assertThat(memoizer(1).isCached(STATEMENT)).isFalse();
        assertThat(post(0, "/actuator/memoizer", "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void prometheus_showsEveryMeterOfThePage() throws Exception {
        start(Map.of("management.prometheus.metrics.export.enabled", "true"), GreeblesApplication.class, Open.class);
        get(0, "/greebles/43");
        memoizer(0).memoize("select 1", () -> 1);
        assertThat(memoizer(0).flush(STATEMENT).await(Duration.ofSeconds(20))).isTrue();

        List<String> meters = Files.readAllLines(Path.of("src/site/markdown/metrics.md")).stream()
                .map(METER::matcher)
                .filter(Matcher::lookingAt)
                .map(line -> line.group(1).replace('.', '_'))
                .toList();
        assertThat(meters).contains("cache_gets", "memoizer_cluster_settle", "memoizer_cluster_flushes_acknowledged");
        await(() -> getUnchecked(0, "/actuator/prometheus").contains("memoizer_cluster_flushes_owed_total{"));
        String shown = get(0, "/actuator/prometheus").body();
        for (String meter : meters) {
            assertThat(shown).containsPattern("(?m)^" + meter + "(_seconds|_total)?(_count)?[ {]");
        }
        assertThat(shown).contains("memoizer_load_seconds_count{", "memoizer_settle_seconds_count{");
    }

    /** With Spring Security as Boot sets it up: everything is closed, but what the allow-list and the secret decide about. */
    @Test
    void springSecurity_peersAreLetThroughAndNothingElse() throws Exception {
        start(Map.of("memoizer.cluster.accept-unsigned", "true"), GreeblesApplication.class, Behind.class);
        memoizer(1).memoize(STATEMENT, () -> "old");
        assertThat(memoizer(0).flush(STATEMENT).await(Duration.ofSeconds(20))).isTrue();
        assertThat(memoizer(1).isCached(STATEMENT)).isFalse();

        for (String closed : List.of("/", "/greebles/43", "/actuator/memoizer", PATH + "/more")) {
            assertThat(get(0, closed).statusCode()).as(closed).isEqualTo(401);
        }
        assertThat(get(0, PATH + "?statement=x").statusCode()).isEqualTo(200);
        assertThat(get(0, PATH + ";x?statement=x").statusCode()).isNotEqualTo(200);
        assertThat(post(0, PATH + "?statement=x", "").statusCode()).isIn(401, 403);
    }
}
