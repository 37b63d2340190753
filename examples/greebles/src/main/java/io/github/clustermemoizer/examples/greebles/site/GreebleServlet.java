package io.github.clustermemoizer.examples.greebles.site;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page of a greeble: {@code GET /greebles/43} shows it, {@code POST colour=blue} repaints it. The header
 * {@code Server-Timing} tells whether the answer came from the database or from memory.
 */
@SuppressWarnings("serial") // no container writes its servlets to a stream
final class GreebleServlet extends HttpServlet {
    private static final Pattern PATH = Pattern.compile("/(\\d{1,9})");
    private static final Pattern COLOUR = Pattern.compile("[a-z]{1,20}");

    private final GreebleDao dao;
    private final Database database;

    GreebleServlet(GreebleDao dao, Database database) {
        this.dao = dao;
        this.database = database;
    }

    @FunctionalInterface
    private interface Action {
        Greeble on(int id) throws SQLException;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, dao::find);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String colour = request.getParameter("colour");
        if (colour == null || !COLOUR.matcher(colour).matches()) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "colour must be 1 to 20 small letters");
            return;
        }
        answer(request, response, id -> dao.repaint(id, colour));
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, Action action) throws IOException {
        OptionalInt id = id(request);
        if (id.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        long visits = database.visitsByThisThread();
        long start = System.nanoTime();
        Greeble greeble;
        try {
            greeble = action.on(id.getAsInt());
        } catch (SQLException e) {
            log("greeble " + id.getAsInt() + " failed", e);
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        double millis = (System.nanoTime() - start) / 1e6;
        if (greeble == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        String source = database.visitsByThisThread() == visits ? "memory" : "database";
        response.setHeader("Server-Timing", String.format(Locale.ROOT, "%s;dur=%.3f", source, millis));
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("text/plain; charset=utf-8");
        response.getWriter().println(greeble);
    }

    private static OptionalInt id(HttpServletRequest request) {
        String path = request.getPathInfo();
        Matcher parts = PATH.matcher(path == null ? "" : path);
        return parts.matches() ? OptionalInt.of(Integer.parseInt(parts.group(1))) : OptionalInt.empty();
    }
}
