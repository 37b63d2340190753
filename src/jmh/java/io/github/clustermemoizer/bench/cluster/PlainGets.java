package io.github.clustermemoizer.bench.cluster;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.async.MinimalHttpAsyncClient;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.reactor.IOReactorConfig;

/**
 * One asynchronous GET for each flush and peer. As the naive side it drops the value, and its client is the usual one
 * with room for more connections; as the bare one it drops nothing, and its client is the minimal one with one I/O
 * thread, as this library's.
 */
final class PlainGets implements Side {
    private static final int CONNECTIONS = 20;

    private final Place place;
    private final LocalCopy copy;
    private final CloseableHttpAsyncClient client;

    PlainGets(Place place, Applied applied, boolean naive) throws Exception {
        this.place = place;
        copy = new LocalCopy(applied);
        var unused = new Container(
                place,
                context -> context.addServlet("flush", naive ? new Dropping(copy) : new Bare(applied))
                        .addMapping("/flush"));
        client = naive
                ? HttpAsyncClients.custom()
                        .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                                .setMaxConnPerRoute(CONNECTIONS)
                                .setMaxConnTotal(CONNECTIONS * place.all().size())
                                .build())
                        .build()
                : minimalClient();
        client.start();
    }

    /** Returns one with one I/O thread, as this library's. */
    static MinimalHttpAsyncClient minimalClient() {
        return HttpAsyncClients.createMinimal(
                H2Config.DEFAULT,
                Http1Config.DEFAULT,
                IOReactorConfig.custom().setIoThreadCount(1).build());
    }

    private static final class Dropping extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient LocalCopy copy;

        Dropping(LocalCopy copy) {
            this.copy = copy;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            copy.obey(request.getParameter("statement"));
            answer(response);
        }
    }

    private static final class Bare extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient Applied applied;

        Bare(Applied applied) {
            this.applied = applied;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            applied.one();
            answer(response);
        }
    }

    static void answer(HttpServletResponse response) throws IOException {
        byte[] body = "Successful.".getBytes(StandardCharsets.US_ASCII);
        response.setContentType("text/plain;charset=utf-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    @Override
    public void awaitPeers() throws Exception {
        flushAndKnow("are you there?"); // the ports are open before the sender starts
    }

    @Override
    public void keep(String statement) {
        copy.keep(statement);
    }

    @Override
    public void flush(String statement) {
        var unused = send(statement);
    }

    @Override
    public boolean knows() {
        return true;
    }

    @Override
    public void flushAndKnow(String statement) throws Exception {
        for (Future<SimpleHttpResponse> answer : send(statement)) {
            int status = answer.get(PATIENCE, TimeUnit.SECONDS).getCode();
            if (status != 200) {
                throw new IllegalStateException("answered " + status);
            }
        }
    }

    /** More would only wait for one of the connections. */
    @Override
    public int window() {
        return 256;
    }

    private List<Future<SimpleHttpResponse>> send(String statement) {
        copy.drop(statement);
        String target = "/flush?statement=" + URLEncoder.encode(statement, StandardCharsets.UTF_8);
        List<Future<SimpleHttpResponse>> answers = new ArrayList<>(place.peers());
        for (int i = 0; i < place.all().size(); i++) {
            if (i != place.index()) {
                answers.add(client.execute(
                        SimpleRequestBuilder.get("http://" + place.all().get(i) + target)
                                .build(),
                        null));
            }
        }
        return answers;
    }
}
