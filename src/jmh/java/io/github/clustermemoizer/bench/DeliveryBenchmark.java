package io.github.clustermemoizer.bench;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.PeerOutcome;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.ClusterConfig;
import io.github.clustermemoizer.cluster.FlushServlet;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.async.MinimalHttpAsyncClient;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long a flush takes to be settled on two servers with default settings, signed and not, beside a bare GET over a
 * connection that stays open, by the same client from the same container.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class DeliveryBenchmark {
    private static final String STATEMENT = "select * from greebles where id = 43";

    /** Whether the servers share a secret; what is bare has none. */
    @Param({"false", "true"})
    public boolean signed;

    private final Server[] servers = {new Server(), new Server()};
    private final ClusterBroadcaster[] broadcasters = new ClusterBroadcaster[2];
    private Memoizer memoizer = Memoizer.builder().build();
    private SimpleHttpRequest bareRequest =
            SimpleRequestBuilder.get("http://localhost").build();
    private final MinimalHttpAsyncClient client = HttpAsyncClients.createMinimal(
            H2Config.DEFAULT,
            Http1Config.DEFAULT,
            IOReactorConfig.custom().setIoThreadCount(1).build());

    private static final class Bare extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] body = "Successful.".getBytes(StandardCharsets.US_ASCII);
            response.setContentType("text/plain;charset=utf-8");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }

    /** Starts both servers, and waits until they know each other. */
    @Setup
    public void start() throws Exception {
        String[] peers = new String[2];
        for (int i = 0; i < 2; i++) {
            var connector = new ServerConnector(servers[i], 1, 1);
            connector.setHost("127.0.0." + (i + 1));
            connector.open();
            servers[i].addConnector(connector);
            peers[i] = "http://127.0.0." + (i + 1) + ":" + connector.getLocalPort();
        }
        ClusterConfig.Builder settings = ClusterConfig.builder().peers(peers).allowedRequesters("127.0.0.*");
        if (signed) {
            settings.secret("known to these two servers alone");
        }
        ClusterConfig config = settings.build();
        for (int i = 0; i < 2; i++) {
            var broadcaster = new ClusterBroadcaster(config);
            broadcasters[i] = broadcaster;
            var context = new ServletContextHandler("/");
            context.addServlet(new Bare(), "/bare");
            context.addEventListener(new ServletContextListener() {
                @Override
                public void contextInitialized(ServletContextEvent event) {
                    FlushServlet.mount(event.getServletContext(), broadcaster);
                }
            });
            servers[i].setHandler(context);
            servers[i].start();
        }
        memoizer = Memoizer.builder().broadcaster(broadcasters[0]).build();
        bareRequest =
                SimpleRequestBuilder.get(peers[1] + "/bare?statement=select").build();
        client.start();
        while (flush().outcomes().size() != 1) {
            Thread.onSpinWait();
        }
    }

    /** A flush, until every peer has dropped its copy. */
    @Benchmark
    public Delivery flush() {
        Delivery delivery = memoizer.flush(STATEMENT).settled().join();
        if (!delivery.outcomes().values().stream().allMatch(PeerOutcome.ACKNOWLEDGED::equals)) {
            throw new IllegalStateException("not told: " + delivery.outcomes());
        }
        return delivery;
    }

    /** One GET and its answer. */
    @Benchmark
    public SimpleHttpResponse bareRoundTrip() throws Exception {
        SimpleHttpResponse response = client.execute(bareRequest, null).get();
        if (response.getCode() != 200) {
            throw new IllegalStateException("answered " + response.getCode());
        }
        return response;
    }

    /** Stops all. */
    @TearDown
    public void stop() throws Exception {
        client.close();
        for (int i = 0; i < 2; i++) {
            broadcasters[i].close();
            servers[i].stop();
        }
    }
}
