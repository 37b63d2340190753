package io.github.clustermemoizer.cluster;

import static java.util.Objects.requireNonNull;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests through to the {@link FlushServlet} that come from an address in {@code
 * server-cluster.allowed-requesters}, and answers 403 to all others.
 *
 * <p>What counts is the address of the socket's other end, byte by byte. A request that carries
 * {@code Forwarded}, {@code X-Forwarded-For}, {@code Via} or another such header came through a proxy, whose
 * address says nothing about who asked: it is refused, unless the proxy is one of {@code
 * server-cluster.trusted-proxies}. Then the client counts that the proxy names; of a chain of hops the
 * last that is not itself such a proxy. Nobody is allowed who is not listed, this machine included.
 *
 * <p>Where there are trusted proxies, the container must hand on address and headers as they came: nothing
 * like Jetty's {@code ForwardedRequestCustomizer} or Tomcat's {@code RemoteIpValve} may stand in front.
 *
 * <p>Who is refused is told no more than that, but for a question ({@code ?doctor}, {@code ?ask=…}): it is answered
 * with the rule that missed, one of few words, and with the address that was seen, of the client or of the last proxy. Where
 * there is a secret, that is told to nobody who has not signed the question with it.
 *
 * <p>{@link FlushServlet#mount} puts the two where they belong.
 */
public final class AllowedRequesterFilter implements Filter {
    private @Nullable Inbox inbox;

    /** Makes a filter that finds its broadcaster in the servlet context, as {@link FlushServlet#BROADCASTER}. */
    public AllowedRequesterFilter() {}

    /**
     * Makes a filter.
     *
     * @param broadcaster whose configuration has the allow-list
     * @throws NullPointerException if it is null
     */
    public AllowedRequesterFilter(ClusterBroadcaster broadcaster) {
        inbox = requireNonNull(broadcaster, "broadcaster").inbox();
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        if (inbox == null) {
            inbox = FlushServlet.find(config.getServletContext()).inbox();
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Inbox in = requireNonNull(inbox, "init was not called");
        var http = (HttpServletRequest) request;
        if (in.admits(http.getRemoteAddr(), name -> lines(http, name), Headers.node(http::getHeader))) {
            http.setAttribute(FlushServlet.ADMITTED, in);
            chain.doFilter(request, response);
        } else {
            // Most are refused: nothing is read that is not needed.
            Inbox.Reply reply = Question.isOne(http.getQueryString())
                    ? in.door().turnAway(FlushServlet.read(http), name -> lines(http, name))
                    : Inbox.Reply.REFUSED;
            FlushServlet.answer((HttpServletResponse) response, reply);
        }
    }

    /**
     * Tells whether a request has come through such a filter because of its address. One that has come through since it
     * bears this server's own instance id, by which a server meets itself, has not.
     *
     * @param request as it has come to a servlet
     * @param broadcaster whose filter it must be
     * @return true if so
     * @throws NullPointerException if an argument is null
     */
    public static boolean isAdmitted(HttpServletRequest request, ClusterBroadcaster broadcaster) {
        Inbox inbox = requireNonNull(broadcaster, "broadcaster").inbox();
        return inbox.equals(request.getAttribute(FlushServlet.ADMITTED))
                && !inbox.isOwn(Headers.node(request::getHeader));
    }

    // Not getHeader, which cannot tell a header without a value from none.
    static List<String> lines(HttpServletRequest request, String name) {
        Enumeration<String> lines = request.getHeaders(name);
        return lines.hasMoreElements() ? Collections.list(lines) : List.of();
    }
}
