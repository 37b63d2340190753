package io.github.clustermemoizer.cluster;

import static java.util.Objects.requireNonNull;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where peers send their flushes: {@code GET …?statement=…}, answered {@code Successful.}
 *
 * <p>It answers only what an {@link AllowedRequesterFilter} of the same broadcaster has let through,
 * and 403 to all else. {@link #mount} puts both in place. In a {@code web.xml}, or as a Spring {@code
 * ServletRegistrationBean}, map the filter to the servlet.
 *
 * <p>A flush that is received is never sent on.
 *
 * <p>{@code GET …?doctor} is answered with what {@link ClusterBroadcaster#diagnose()} finds out on this server, as
 * JSON; at most two at a time, which takes a thread of the container for up to a few timeouts.
 */
public final class FlushServlet extends HttpServlet {
    /** The attribute of the servlet context under which servlet and filter of a {@code web.xml} find their broadcaster. */
    public static final String BROADCASTER = ClusterBroadcaster.class.getName();

    static final String ADMITTED = FlushServlet.class.getName() + ".admitted";

    private static final long serialVersionUID = 1L;
    private static final String NAME = "memoizer-flush";

    private transient @Nullable ClusterBroadcaster broadcaster;

    /** Makes a servlet that finds its broadcaster in the servlet context, as {@link #BROADCASTER}. */
    public FlushServlet() {}

    /**
     * Makes a servlet.
     *
     * @param broadcaster whose memoizers are flushed
     * @throws NullPointerException if it is null
     */
    public FlushServlet(ClusterBroadcaster broadcaster) {
        this.broadcaster = requireNonNull(broadcaster, "broadcaster");
    }

    /**
     * Puts the servlet, and the {@link AllowedRequesterFilter} in front of it, where the peers look for it:
     * under {@code server-cluster.path}.
     *
     * @param context one that is being initialized, such as in a {@code ServletContextListener}
     * @param broadcaster whose memoizers are flushed
     * @throws IllegalStateException if something of that name or path is mounted already, the path lies
     *     outside the context's own, or the context is initialized already
     * @throws NullPointerException if an argument is null
     */
    public static void mount(ServletContext context, ClusterBroadcaster broadcaster) {
        String path = withinContext(
                requireNonNull(broadcaster, "broadcaster").config().path(), context.getContextPath());
        var servlet = context.addServlet(NAME, new FlushServlet(broadcaster));
        var filter = context.addFilter(NAME, new AllowedRequesterFilter(broadcaster));
        if (servlet == null || filter == null) {
            throw new IllegalStateException("a servlet or filter named " + NAME + " is mounted already");
        }
        filter.setAsyncSupported(true);
        filter.addMappingForServletNames(EnumSet.allOf(DispatcherType.class), false, NAME);
        servlet.setAsyncSupported(true);
        if (!servlet.addMapping(path).isEmpty()) {
            throw new IllegalStateException("another servlet is mounted at " + path + "; set " + ConfigKeys.PATH);
        }
    }

    @Override
    public void init() throws ServletException {
        if (broadcaster == null) {
            broadcaster = find(getServletContext());
        }
    }

    /** Called by the container when it ends: closes the broadcaster, so that the peers are told and hear a goodbye. */
    @Override
    public void destroy() {
        if (broadcaster != null) {
            broadcaster.close();
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Inbox inbox = requireNonNull(broadcaster, "init was not called").inbox();
        if (request.getAttribute(ADMITTED) != inbox) {
            inbox.refuse(Refusal.NOT_FILTERED, request.getRemoteAddr());
            answer(response, inbox.door().turnAwayUnfiltered(read(request)));
        } else if (!request.getMethod().equals("GET")) {
            inbox.refuse(Refusal.NOT_GET, request.getRemoteAddr());
            response.setHeader("Allow", "GET");
            answer(response, new Inbox.Reply(Inbox.Answer.NOT_GET, Map.of()));
        } else {
            Incoming incoming = read(request);
            if (incoming != null && Question.isOne(incoming.query())) {
                incoming = incoming.of(inbox.door()
                        .requester(request.getRemoteAddr(), name -> AllowedRequesterFilter.lines(request, name)));
            }
            answer(response, inbox.take(incoming));
        }
    }

    static @Nullable Incoming read(HttpServletRequest request) {
        return Incoming.read(
                request.getRemoteAddr(), request.getRequestURI(), request.getQueryString(), request::getHeaders);
    }

    static ClusterBroadcaster find(ServletContext context) throws ServletException {
        if (context.getAttribute(BROADCASTER) instanceof ClusterBroadcaster broadcaster) {
            return broadcaster;
        }
        throw new ServletException("the servlet context must have a ClusterBroadcaster as attribute " + BROADCASTER
                + "; set it in a ServletContextListener");
    }

    static void answer(HttpServletResponse response, Inbox.Reply reply) throws IOException {
        Inbox.Answer answer = reply.answer();
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        reply.headers().forEach(response::setHeader);
        response.setStatus(answer.status);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentType(reply.body().equals(answer.body) ? "text/plain;charset=utf-8" : "application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static String withinContext(String path, String contextPath) {
        if (contextPath.isEmpty()) {
            return path;
        }
        if (!path.startsWith(contextPath + "/")) {
            throw new IllegalStateException(ConfigKeys.PATH + " must begin with the context path " + contextPath
                    + " but was " + path + "; set it to " + contextPath + path + " on every server");
        }
        return path.substring(contextPath.length());
    }
}
