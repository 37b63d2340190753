package io.github.clustermemoizer.examples.springboot;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class Greebles {
    @Autowired
    JdbcTemplate jdbc;

    @Cacheable("greebles")
    @GetMapping("/greebles/{id}")
    public String colour(@PathVariable int id) {
        return jdbc.queryForObject("select colour from greebles where id = ?", String.class, id);
    }

    @CacheEvict(cacheNames = "greebles", key = "#id")
    public void paint(int id, String colour) {
        jdbc.update("update greebles set colour = ? where id = ?", colour, id);
    }
}
