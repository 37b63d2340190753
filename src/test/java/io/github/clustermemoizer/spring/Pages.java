package io.github.clustermemoizer.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ByteArrayResource;

/** What the pages tell to write. */
final class Pages {
    private Pages() {}

    /** Returns the first block of a language. */
    static String block(Path page, String language) throws IOException {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(page));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    /** Returns the settings of a page's first YAML. */
    static Map<String, Object> yaml(Path page) throws IOException {
        var yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ByteArrayResource(block(page, "yaml").getBytes(StandardCharsets.UTF_8)));
        var settings = new LinkedHashMap<String, Object>();
        yaml.getObject().forEach((key, value) -> settings.put(String.valueOf(key), value));
        return settings;
    }
}
