package io.github.clustermemoizer.spring;

import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.FlushServlet;
import io.github.clustermemoizer.status.StatusServlet;
import jakarta.servlet.Servlet;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where flushes of the peers come in: the servlet, and the filter in front of it; and the page beside it, if it is wanted. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({Servlet.class, ServletContextInitializer.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(ClusterBroadcaster.class)
final class ServletConfiguration {
    @Bean
    @ConditionalOnMissingBean(value = FlushServlet.class, parameterizedContainer = ServletRegistrationBean.class)
    static ServletContextInitializer memoizerFlushServlet(ClusterBroadcaster broadcaster) {
        return context -> FlushServlet.mount(context, broadcaster);
    }

    @Bean
    @ConditionalOnProperty("memoizer.status.path")
    static ServletContextInitializer memoizerStatusServlet(
            ClusterBroadcaster broadcaster, MemoizerProperties properties) {
        MemoizerProperties.Status status = properties.status();
        StatusServlet.Builder page = StatusServlet.builder(broadcaster)
                .path(String.valueOf(status.path()))
                .allowFlush(status.allowFlush());
        if (status.guardedByApplication()) {
            page.guardedByApplication();
        }
        return page::mount;
    }
}
