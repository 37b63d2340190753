package io.github.clustermemoizer.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.Memoizer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Spring's annotations, in plain Spring: what is cached, and what the peers hear. */
@Timeout(60)
class CacheableTest {
    static class Greebles {
        final Map<Integer, String> database = new ConcurrentHashMap<>(Map.of(43, "old"));
        final AtomicInteger reads = new AtomicInteger();
        Runnable meanwhile = () -> {};

        @Cacheable("greebles")
        public String find(int id) {
            reads.incrementAndGet();
            String row = database.get(id);
            meanwhile.run();
            return row;
        }

        @Cacheable(cacheNames = "greebles", sync = true)
        public String findOnce(int id) {
            return find(id);
        }

        @Cacheable("pairs")
        public String find(String shelf, int id) {
            reads.incrementAndGet();
            return shelf + database.get(id);
        }

        @Cacheable(cacheNames = "later", sync = true)
        public CompletableFuture<String> findLater(int id) {
            reads.incrementAndGet();
            return CompletableFuture.supplyAsync(() -> database.get(id));
        }

        @Cacheable("greebles")
        public String fail(int id) {
            throw new IllegalStateException("no " + id);
        }

        @CachePut(cacheNames = "greebles", key = "#id")
        public String change(int id, String name) {
            database.put(id, name);
            return name;
        }

        @CacheEvict(cacheNames = "greebles", key = "#id")
        public void remove(int id) {
            database.remove(id);
        }

        @CacheEvict(cacheNames = "greebles", allEntries = true)
        public void removeAll() {
            database.clear();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @Import(MemoizerCachingConfiguration.class)
    static class Application {
        @Bean
        Peers peers() {
            return new Peers();
        }

        @Bean
        Memoizer memoizer(Peers peers) {
            return Memoizer.builder().broadcaster(peers).build();
        }

        @Bean
        MemoizerCacheManager cacheManager(Memoizer memoizer) {
            return new MemoizerCacheManager(memoizer);
        }

        @Bean
        Greebles greebles() {
            return new Greebles();
        }
    }

    private final AnnotationConfigApplicationContext context =
            new AnnotationConfigApplicationContext(Application.class);
    private final Greebles greebles = context.getBean(Greebles.class);
    private final Peers peers = context.getBean(Peers.class);
    private final Memoizer memoizer = context.getBean(Memoizer.class);

    @AfterEach
    void close() {
        context.close();
    }

    // The bean is a proxy of this class, whose own fields are not those of the bean behind it.
    private Greebles target() {
        return (Greebles) AopProxyUtils.getSingletonTarget(greebles);
    }

    @Test
    void cacheable_loads_isKeptAndTellsNobody() throws Exception {
        assertThat(greebles.find(43)).isEqualTo("old");
        assertThat(greebles.find(43)).isEqualTo("old");
        assertThat(greebles.findOnce(43)).isEqualTo("old");
        assertThat(greebles.find("shelf ", 43)).isEqualTo("shelf old");
        assertThat(greebles.find("shelf ", 43)).isEqualTo("shelf old");
        assertThat(greebles.findLater(43).get()).isEqualTo("old");
        assertThat(greebles.findLater(43).get()).isEqualTo("old");

        assertThat(target().reads).hasValue(3);
        assertThat(peers.sent()).isEmpty();
        assertThat(memoizer.isCached("cache pairs <- 'shelf ', 43")).isTrue();
    }

    @Test
    void cacheable_null_isKept() {
        assertThat(greebles.find(1)).isNull();
        assertThat(greebles.find(1)).isNull();
        assertThat(target().reads).hasValue(1);
    }

    @Test
    void cacheable_flushOfAPeerDuringTheLoad_isNotKept() {
        target().meanwhile = () -> {
            target().database.put(43, "new");
            peers.flush(Flush.statement("cache greebles <- 43"));
            target().meanwhile = () -> {};
        };
        assertThat(greebles.find(43)).isEqualTo("old");
        assertThat(greebles.find(43)).isEqualTo("new");
    }

    @Test
    void cachePut_afterALoadThatFailed_reachesThePeers() {
        assertThatThrownBy(() -> greebles.fail(43)).hasMessage("no 43");

        greebles.change(43, "new");
        assertThat(peers.sent()).containsExactly(Flush.statement("cache greebles <- 43"));
        assertThat(greebles.find(43)).isEqualTo("new");
        assertThat(target().reads).hasValue(0);
    }

    @Test
    void cacheEvict_reachesThePeers() {
        greebles.find(43);
        greebles.remove(43);
        assertThat(greebles.find(43)).isNull();
        greebles.removeAll();
        assertThat(memoizer.isCached("cache greebles <- 43")).isFalse();
        assertThat(peers.sent()).containsExactly(Flush.statement("cache greebles <- 43"), Flush.tag("greebles"));
    }
}
