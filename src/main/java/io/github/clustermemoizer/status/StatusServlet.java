package io.github.clustermemoizer.status;

import static java.util.Objects.requireNonNull;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.cluster.AllowedRequesterFilter;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A page that shows the cluster: who hears whom, how each server does, the last ten minutes and the last flushes, and what every
 * server knows about a statement. Under {@code …/status.json} the same for machines.
 *
 * <p>It answers only what an {@link AllowedRequesterFilter} of the same broadcaster has let through because of its address, and
 * 403 to all else, unless the builder was told that the application guards it. {@link #mount} puts servlet and
 * filter in place. The servers ask each other over the way of the flushes, signed where there is a secret; so every server
 * must have such a servlet, whether or not its page is looked at.
 *
 * <p>With the first servlet of a broadcaster that begins to remember ten minutes and the last fifty flushes: at most a
 * hundred per second are looked at and the others are counted, and hits cost nothing. While nobody looks at the page no peer is
 * asked. Safe from any thread.
 */
public final class StatusServlet extends HttpServlet {
    private static final Logger log = LoggerFactory.getLogger(StatusServlet.class);

    private static final long serialVersionUID = 1L;
    private static final String NAME = "memoizer-status";
    private static final String JSON = "/status.json";

    private static final Pattern ORDERED = Pattern.compile("flushed=([A-Za-z0-9_-]{1,64})");

    /** An operator wants to see whether it arrived; a peer that is down must not hold up the answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final transient ClusterBroadcaster broadcaster;
    private final transient Station station;
    private final transient Orders orders = new Orders();
    private final transient Tokens tokens = new Tokens();
    private final transient boolean guarded;
    private final transient boolean flushes;

    private StatusServlet(Builder builder) {
        broadcaster = builder.broadcaster;
        guarded = builder.guarded;
        flushes = builder.flushes;
        station = Station.of(broadcaster);
        if (flushes && !guarded && broadcaster.config().signed()) {
            log.warn(
                    "whoever has an allowed address may flush on the status page without the secret, since browsers do not"
                            + " sign; guardedByApplication() leaves that to the application's own security");
        }
    }

    /**
     * Puts a servlet that flushes nothing, and an {@link AllowedRequesterFilter} in front of it, beside the flush servlet: where
     * {@code server-cluster.path} is {@code /SYSTEM/flush-memoized-statement}, under {@code /SYSTEM/memoizer-status}.
     *
     * @param context one that is being initialized, such as in a {@code ServletContextListener}
     * @param broadcaster whose cluster is shown
     * @throws IllegalStateException as {@link Builder#mount}
     * @throws NullPointerException if an argument is null
     */
    public static void mount(ServletContext context, ClusterBroadcaster broadcaster) {
        builder(broadcaster).mount(context);
    }

    /**
     * Returns a builder.
     *
     * @param broadcaster whose cluster is shown
     * @return one for a servlet that flushes nothing, and answers only what a filter has let through
     * @throws NullPointerException if it is null
     */
    public static Builder builder(ClusterBroadcaster broadcaster) {
        return new Builder(requireNonNull(broadcaster, "broadcaster"));
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Responses.protect(response);
        String below = request.getPathInfo();
        if (!guarded && !AllowedRequesterFilter.isAdmitted(request, broadcaster)) {
            Responses.answer(response, 403, "text/plain", "Forbidden.");
        } else if (below != null && !below.equals(JSON)) {
            Responses.answer(response, 404, "text/plain", "Not found.");
        } else if (request.getMethod().equals("POST") && below == null) {
            post(request, response);
        } else if (!request.getMethod().equals("GET")) {
            response.setHeader("Allow", below == null ? "GET, POST" : "GET");
            Responses.answer(response, 405, "text/plain", "Method not allowed.");
        } else if (below != null) {
            Responses.answer(
                    response,
                    200,
                    "application/json",
                    StatusJson.write(station.census().view()));
        } else {
            page(request, response, Optional.empty());
        }
    }

    private void post(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<FormBody> body = SameSite.isSame(request) ? FormBody.read(request) : Optional.empty();
        if (body.isEmpty()) {
            boolean isOther = !SameSite.isSame(request);
            Responses.answer(response, isOther ? 403 : 400, "text/plain", isOther ? "Forbidden." : "Bad request.");
            return;
        }
        FormBody form = body.get();
        Optional<String> statement = form.area("statement");
        switch (form.field("do").orElse("")) {
            case "explain" -> {
                if (statement.isPresent()) {
                    page(request, response, statement.map(station.explainer()::explain));
                } else {
                    Responses.answer(response, 400, "text/plain", "Bad request.");
                }
            }
            case "flush" ->
                flush(
                        request,
                        response,
                        form,
                        statement.map(StatusServlet::flushes).orElse(List.of()));
            case "flush-everything" ->
                flush(
                        request,
                        response,
                        form,
                        form.field("meant")
                                .filter("yes"::equals)
                                .map(yes -> List.of(Flush.everything()))
                                .orElse(List.of()));
            default -> Responses.answer(response, 400, "text/plain", "Bad request.");
        }
    }

    private static List<Flush> flushes(String text) {
        return LineEnds.forms(text).stream().map(Flush::statement).toList();
    }

    private void flush(HttpServletRequest request, HttpServletResponse response, FormBody form, List<Flush> ordered)
            throws IOException {
        if (!flushes
                || !tokens.isGood(FormCookie.of(request), form.field("token").orElse(null))) {
            Responses.answer(
                    response,
                    403,
                    "text/plain",
                    flushes
                            ? "Forbidden. The page was made by another server or before a restart: load it again."
                            : "Forbidden.");
        } else if (ordered.isEmpty()) {
            Responses.answer(response, 400, "text/plain", "Bad request.");
        } else {
            List<Delivery> deliveries =
                    ordered.stream().map(broadcaster::flushByHand).toList();
            var order = new Orders.Order(ordered, deliveries);
            order.await(PATIENCE);
            // Relative, so that it is right behind a proxy, too.
            response.setHeader("Location", address(request) + "?flushed=" + orders.add(order));
            Responses.answer(response, 303, "text/plain", "See other.");
        }
    }

    private void page(HttpServletRequest request, HttpServletResponse response, Optional<Asked> asked)
            throws IOException {
        Matcher ordered = ORDERED.matcher(String.valueOf(request.getQueryString()));
        Optional<Notice> notice =
                ordered.matches() ? Optional.of(new Notice(orders.find(ordered.group(1)))) : Optional.empty();
        Optional<String> token =
                flushes ? Optional.of(tokens.token(FormCookie.of(request, response))) : Optional.empty();
        var page = new Page(station.census().view(), address(request), token, notice, asked);
        Responses.answer(response, 200, "text/html", page.render());
    }

    /** Returns the last step of the page's path: from there it leads to itself. */
    private static String address(HttpServletRequest request) {
        String path = request.getServletPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Builds such servlets. Not for use by several threads at once. */
    public static final class Builder {
        private final ClusterBroadcaster broadcaster;
        private @Nullable String path;
        private boolean guarded;
        private boolean flushes;

        private Builder(ClusterBroadcaster broadcaster) {
            this.broadcaster = broadcaster;
        }

        /**
         * Says where {@link #mount} puts the page.
         *
         * @param path from the root of the host, context path included, without a slash at its end; default {@code
         *     memoizer-status} in the folder of {@code server-cluster.path}
         * @return this
         * @throws IllegalArgumentException if {@code path} is not one or more steps, each of a slash and letters, digits,
         *     dots, underscores or hyphens
         * @throws NullPointerException if {@code path} is null
         */
        public Builder path(String path) {
            if (!requireNonNull(path, "path").matches("(/[A-Za-z0-9._-]+)+")) {
                throw new IllegalArgumentException(
                        "path of the status page must be steps of a slash and letters, digits, dots, underscores or"
                                + " hyphens, such as /SYSTEM/memoizer-status");
            }
            this.path = path;
            return this;
        }

        /**
         * Says whether statements, and everything, can be flushed on the page, on all servers, by everybody who may see it: a
         * {@code server-cluster.secret} is not asked for, which is logged.
         *
         * @param allowed default false
         * @return this
         */
        public Builder allowFlush(boolean allowed) {
            flushes = allowed;
            return this;
        }

        /**
         * Says that the application decides who may see the page, and flush if that is allowed: by its own security, in
         * front of the servlet. No allow-list is asked then, and {@link #mount} puts no filter in place.
         *
         * @return this
         */
        public Builder guardedByApplication() {
            guarded = true;
            return this;
        }

        /**
         * Returns a new servlet, to be mapped to a path and to all below it.
         *
         * @return the servlet
         */
        public StatusServlet build() {
            return new StatusServlet(this);
        }

        /**
         * Puts a new servlet where it belongs, and a filter in front of it.
         *
         * @param context one that is being initialized
         * @throws IllegalStateException if something of that name or path is mounted already, the path lies outside the
         *     context's own, or the context is initialized already
         * @throws NullPointerException if {@code context} is null
         */
        public void mount(ServletContext context) {
            String place = within(requireNonNull(context, "context").getContextPath());
            var servlet = context.addServlet(NAME, build());
            if (servlet == null) {
                throw new IllegalStateException("a servlet named " + NAME + " is mounted already");
            }
            servlet.setAsyncSupported(true);
            if (!servlet.addMapping(place, place + "/*").isEmpty()) {
                throw new IllegalStateException("another servlet is mounted at " + place + "; give another path");
            }
            if (!guarded) {
                var filter = context.addFilter(NAME, new AllowedRequesterFilter(broadcaster));
                if (filter == null) {
                    throw new IllegalStateException("a filter named " + NAME + " is mounted already");
                }
                filter.setAsyncSupported(true);
                filter.addMappingForServletNames(EnumSet.allOf(DispatcherType.class), false, NAME);
            }
        }

        private String within(String contextPath) {
            String flushPath = broadcaster.config().path();
            String whole = path == null ? flushPath.substring(0, flushPath.lastIndexOf('/') + 1) + NAME : path;
            if (contextPath.isEmpty()) {
                return whole;
            }
            if (!whole.startsWith(contextPath + "/")) {
                throw new IllegalStateException("path of the status page must begin with the context path "
                        + contextPath + " but was " + whole + "; set it to " + contextPath + whole);
            }
            return whole.substring(contextPath.length());
        }
    }
}
