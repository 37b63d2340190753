package io.github.clustermemoizer.bench.cluster;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.impl.async.MinimalHttpAsyncClient;
import org.apache.hc.core5.concurrent.FutureCallback;

/**
 * The limit of what text in GETs can carry: one request under way to each peer, and what comes meanwhile goes with the next, as
 * much as a request line holds. Nothing is kept, dropped, repeated or looked at; the receiver counts.
 */
final class GatheredGets implements Side, FutureCallback<SimpleHttpResponse> {
    /** As this library's; containers take 8 KB with the headers. */
    private static final int LONGEST = 6000;

    private final Place place;
    private final MinimalHttpAsyncClient client = PlainGets.minimalClient();
    private final Queue<String> waiting = new ArrayDeque<>(); // guarded by this
    private int underWay; // guarded by this

    GatheredGets(Place place, Applied applied) throws Exception {
        this.place = place;
        client.start();
        var unused = new Container(
                place,
                context -> context.addServlet("flush", new Counting(applied)).addMapping("/flush"));
    }

    private static final class Counting extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient Applied applied;

        Counting(Applied applied) {
            this.applied = applied;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String query = request.getQueryString();
            int statements = 1;
            for (int next = query.indexOf('&'); next >= 0; next = query.indexOf('&', next + 1)) {
                statements++;
            }
            applied.many(statements);
            PlainGets.answer(response);
        }
    }

    @Override
    public void awaitPeers() {
        // the ports are open before the sender starts
    }

    @Override
    public void keep(String statement) {
        // counts only
    }

    @Override
    public synchronized void flush(String statement) {
        waiting.add("statement=" + URLEncoder.encode(statement, StandardCharsets.UTF_8));
        sendIfIdle();
    }

    @Override
    public boolean knows() {
        return false;
    }

    // Called with the monitor held.
    private void sendIfIdle() {
        if (underWay > 0 || waiting.isEmpty()) {
            return;
        }
        var target = new StringBuilder(LONGEST).append("/flush?").append(waiting.remove());
        while (!waiting.isEmpty() && target.length() + 1 + waiting.element().length() <= LONGEST) {
            target.append('&').append(waiting.remove());
        }
        underWay = place.peers();
        for (int i = 0; i < place.all().size(); i++) {
            if (i != place.index()) {
                var unused = client.execute(
                        SimpleRequestBuilder.get("http://" + place.all().get(i) + target)
                                .build(),
                        this);
            }
        }
    }

    @Override
    public synchronized void completed(SimpleHttpResponse response) {
        underWay--;
        sendIfIdle();
    }

    /** What it carried will be missing in the count. */
    @Override
    public synchronized void failed(Exception e) {
        underWay--;
        sendIfIdle();
    }

    @Override
    public void cancelled() {
        failed(new IOException("cancelled"));
    }
}
