package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Memoizer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.EnumSet;

/** A web application as its listener sets it up in any container: all of it knows the Servlet API alone. */
final class WarSite {
    /** How the receiving side gets its place. */
    enum Mounting {
        /** By {@link FlushServlet#mount}. */
        BY_METHOD,
        /** By the names of the classes, which find their broadcaster in the context, as from a {@code web.xml}. */
        BY_NAME
    }

    final ClusterBroadcaster broadcaster;
    final Memoizer memoizer;
    final Greebles greebles;
    private final ClusterConfig config;

    WarSite(ClusterConfig config, Greebles.Database database) {
        this.config = config;
        broadcaster = new ClusterBroadcaster(config);
        memoizer = Memoizer.builder().broadcaster(broadcaster).build();
        greebles = new Greebles(database, memoizer);
    }

    void initialize(ServletContext context, Mounting mounting) {
        var front = context.addFilter("front", new DispatchedAnew());
        front.setAsyncSupported(true);
        front.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        switch (mounting) {
            case BY_METHOD -> FlushServlet.mount(context, broadcaster);
            case BY_NAME -> {
                context.setAttribute(FlushServlet.BROADCASTER, broadcaster);
                var servlet = context.addServlet("flush", FlushServlet.class);
                servlet.setAsyncSupported(true);
                servlet.addMapping(
                        config.path().substring(context.getContextPath().length()));
                var filter = context.addFilter("allowed", AllowedRequesterFilter.class);
                filter.setAsyncSupported(true);
                filter.addMappingForServletNames(EnumSet.allOf(DispatcherType.class), false, "flush");
            }
        }
        var name = context.addServlet("name", new NameOfGreeble(greebles));
        name.setAsyncSupported(true);
        name.addMapping("/name");
    }

    /** Sends a request round once more if it asks for that, as a filter of the application may. */
    private static final class DispatchedAnew implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            if ("true".equals(((HttpServletRequest) request).getHeader("Dispatch-Anew"))) {
                request.startAsync().dispatch();
            } else {
                chain.doFilter(request, response);
            }
        }
    }

    @SuppressWarnings("serial")
    private static final class NameOfGreeble extends HttpServlet {
        private final transient Greebles greebles;

        NameOfGreeble(Greebles greebles) {
            this.greebles = greebles;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            int id = Integer.parseInt(request.getParameter("id"));
            AsyncContext async = request.startAsync();
            async.start(() -> {
                try {
                    byte[] body = greebles.name(id).getBytes(StandardCharsets.UTF_8);
                    response.setContentLength(body.length);
                    response.getOutputStream().write(body);
                } catch (IOException | SQLException e) {
                    response.setStatus(500);
                } finally {
                    async.complete();
                }
            });
        }
    }
}
