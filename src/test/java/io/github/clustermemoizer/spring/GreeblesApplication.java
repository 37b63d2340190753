package io.github.clustermemoizer.spring;

import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** An application as it was when there was one server: under 30 lines, and nothing in it knows of a memoizer. */
@Configuration
@EnableAutoConfiguration
@EnableCaching
class GreeblesApplication {
    @RestController
    static class Greebles {
        @Autowired
        JdbcTemplate jdbc;

        @Cacheable("greebles")
        @GetMapping("/greebles/{id}")
        public String find(@PathVariable("id") int id) {
            return jdbc.queryForObject("select name from greebles where id = ?", String.class, id);
        }

        @Transactional
        @CacheEvict(cacheNames = "greebles", key = "#id")
        public void rename(int id, String name) {
            jdbc.update("update greebles set name = ? where id = ?", name, id);
        }
    }

    @RestController
    static class Batches {
        @Autowired
        Greebles greebles;

        @Transactional
        @PostMapping("/greebles")
        public void rename(@RequestBody Map<Integer, String> names) {
            names.forEach(greebles::rename);
        }
    }
}
