package io.github.clustermemoizer.examples.springboot;

import java.util.List;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@EnableCaching
@SpringBootApplication
public class GreebleApplication {
    @Autowired
    Greebles greebles;

    public static void main(String[] args) {
        SpringApplication.run(GreebleApplication.class, args);
    }

    @Transactional
    @PutMapping("/greebles/{ids}")
    public void paint(@PathVariable List<Integer> ids, @RequestParam String colour) {
        ids.forEach(id -> greebles.paint(id, colour));
    }
}
