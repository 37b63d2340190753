package io.github.clustermemoizer.examples.greebles.site;

import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.MemoizerStats;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;

/** What the memoizer of this server has counted, one number to a line. */
@SuppressWarnings("serial") // no container writes its servlets to a stream
final class StatsServlet extends HttpServlet {
    private final Memoizer memoizer;

    StatsServlet(Memoizer memoizer) {
        this.memoizer = memoizer;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        MemoizerStats stats = memoizer.stats();
        response.setContentType("text/plain; charset=utf-8");
        PrintWriter page = response.getWriter();
        page.println("hits " + stats.hits());
        page.println("misses " + stats.misses());
        page.println("loads " + stats.loads());
        page.println("flushed " + stats.flushed());
        page.println("size " + stats.size());
    }
}
