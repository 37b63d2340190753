package io.github.clustermemoizer.spring;

import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.configuration.WebSecurityCustomizer;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Lets the GETs of peers through Spring Security to the filter that decides about them. Not with a filter chain of its own: where
 * a bean is one, Spring Boot takes its own back, and the rest of the application would stand open.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({WebSecurityCustomizer.class, RequestMatcher.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(ClusterBroadcaster.class)
final class SecurityConfiguration {
    @Bean
    @ConditionalOnMissingBean(name = "memoizerWebSecurityCustomizer")
    static WebSecurityCustomizer memoizerWebSecurityCustomizer(ClusterBroadcaster broadcaster) {
        String path = broadcaster.config().path();
        // The raw path, and nothing but it: what a firewall or a matcher makes of another spelling is not ours.
        RequestMatcher flush = request ->
                request.getMethod().equals("GET") && request.getRequestURI().equals(path);
        return web -> web.ignoring().requestMatchers(flush);
    }
}
