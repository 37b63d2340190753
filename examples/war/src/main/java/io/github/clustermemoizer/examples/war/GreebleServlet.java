package io.github.clustermemoizer.examples.war;

import io.github.clustermemoizer.Memoizer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page of a greeble: {@code GET /greeble/43} shows it, {@code POST colour=blue} paints it. What stands for the database is a
 * file for each greeble, in the folder that all servers share.
 */
@SuppressWarnings("serial") // no container writes its servlets to a stream
public final class GreebleServlet extends HttpServlet {
    private static final Pattern PATH = Pattern.compile("/(\\d{1,9})");
    private static final Pattern COLOUR = Pattern.compile("[a-z]{1,20}");

    private Memoizer memoizer;

    @Override
    public void init() {
        memoizer = (Memoizer) getServletContext().getAttribute(MemoizerListener.MEMOIZER);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String id = id(request);
        if (id == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        String[] source = {"memory"};
        String colour = memoizer.memoize(statement(id), () -> {
            source[0] = "the file";
            Path file = file(id);
            return Files.exists(file) ? Files.readString(file) : "unpainted";
        });
        answer(response, "greeble " + id + " is " + colour + ", says " + source[0]);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String id = id(request);
        if (id == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        String colour = request.getParameter("colour");
        if (colour == null || !COLOUR.matcher(colour).matches()) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "colour must be 1 to 20 small letters");
            return;
        }
        Files.writeString(file(id), colour);
        // After the change. To wait for the peers is a courtesy to whoever looks at another server next.
        boolean told = memoizer.flush(statement(id)).await(Duration.ofSeconds(5));
        answer(response, "greeble " + id + " is " + colour + (told ? ", and all servers know" : ""));
    }

    private static String statement(String id) {
        return "colour of greeble " + id;
    }

    private static Path file(String id) {
        return MemoizerListener.home().resolve("greeble-" + id + ".txt");
    }

    /** Returns digits, or null if the path is of no greeble. */
    private static String id(HttpServletRequest request) {
        String path = request.getPathInfo();
        Matcher parts = PATH.matcher(path == null ? "" : path);
        return parts.matches() ? parts.group(1) : null;
    }

    private static void answer(HttpServletResponse response, String line) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("text/plain; charset=utf-8");
        response.getWriter().println(line);
    }
}
