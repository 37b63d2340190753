package io.github.clustermemoizer.examples.quarkus;

import io.github.clustermemoizer.Memoizer;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The page of greeble 43: {@code GET /greeble} shows it, {@code POST colour=blue} paints it. What stands for the database is
 * a file that all servers share.
 */
@WebServlet("/greeble")
@SuppressWarnings("serial") // no container writes its servlets to a stream
public class GreebleServlet extends HttpServlet {
    private static final String STATEMENT = "select colour from greebles where id = 43";

    @Inject
    Memoizer memoizer;

    @ConfigProperty(name = "greebles.file")
    Path file;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String[] source = {"memory"};
        String colour = memoizer.memoize(STATEMENT, () -> {
            source[0] = "the file";
            return Files.exists(file) ? Files.readString(file) : "unpainted";
        });
        answer(response, "greeble 43 is " + colour + ", says " + source[0]);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String colour = request.getParameter("colour");
        if (colour == null || !colour.matches("[a-z]{1,20}")) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "colour must be 1 to 20 small letters");
            return;
        }
        Files.writeString(file, colour);
        // After the change. To wait for the peers is a courtesy to whoever looks at another server next.
        boolean told = memoizer.flush(STATEMENT).await(Duration.ofSeconds(5));
        answer(response, "greeble 43 is " + colour + (told ? ", and all servers know" : ""));
    }

    private static void answer(HttpServletResponse response, String line) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("text/plain; charset=utf-8");
        response.getWriter().println(line);
    }
}
