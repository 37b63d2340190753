package io.github.clustermemoizer.bench.cluster;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.PeerOutcome;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.ClusterConfig;
import io.github.clustermemoizer.cluster.FlushServlet;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Some servers of a cluster of this library in which one, the hub, knows all others, and those know only it: so it does
 * all that a server does in a full cluster of that size, and the others do no more than it takes to be its peers. All that
 * stand in one process share one Jetty, with an address each.
 */
final class Star implements AutoCloseable {
    static final int HUB = 0;

    private static final int SPARE_THREADS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Server server;
    private final Map<String, ServletContextHandler> contexts = new HashMap<>();
    private final List<ClusterBroadcaster> broadcasters = new ArrayList<>();
    private final List<Memoizer> memoizers = new ArrayList<>();
    private final LongAdder received = new LongAdder();

    /**
     * @param all {@code host:port} of each server
     * @param first the first of them that stands here; the last is the other one
     */
    Star(List<String> all, int first, int last) throws Exception {
        server = new Server(new QueuedThreadPool(2 * (last - first) + SPARE_THREADS));
        var handlers = new ByAddress();
        server.setHandler(handlers);
        for (int index = first; index <= last; index++) {
            open(Place.of(index, all, 0), handlers);
        }
        server.start();
    }

    /** Straight to the right one, however many there are. */
    private final class ByAddress extends ContextHandlerCollection {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            received.increment();
            return contexts.get(Request.getLocalAddr(request)).handle(request, response, callback);
        }
    }

    private void open(Place place, ByAddress handlers) {
        var connector = new ServerConnector(server, place.index() == HUB ? 1 : 0, 1);
        connector.setHost(place.host());
        connector.setPort(place.port());
        server.addConnector(connector);
        List<String> known = place.index() == HUB
                ? place.all()
                : List.of(place.all().get(HUB), place.all().get(place.index()));
        var broadcaster = new ClusterBroadcaster(ClusterConfig.builder()
                .peers(known.stream().map(node -> "http://" + node).toArray(String[]::new))
                .allowedRequesters("127.0.0.*")
                .build());
        broadcasters.add(broadcaster);
        memoizers.add(Memoizer.builder().broadcaster(broadcaster).build());
        var context = new ServletContextHandler("/");
        context.addEventListener(new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                FlushServlet.mount(event.getServletContext(), broadcaster);
            }
        });
        contexts.put(place.host(), context);
        handlers.addHandler(context);
    }

    /** The hub, if it stands here; or else the first. */
    Memoizer memoizer() {
        return memoizers.get(0);
    }

    /** How many requests have come in. */
    long received() {
        return received.sum();
    }

    /** Waits until the hub is heard by so many peers. */
    void awaitPeers(int peers) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Delivery delivery = memoizer().flush("are you there?");
            boolean told = delivery.await(Duration.ofSeconds(2))
                    && delivery.outcomes().size() == peers
                    && delivery.outcomes().values().stream().allMatch(PeerOutcome.ACKNOWLEDGED::equals);
            if (told) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("peers are missing: " + delivery.outcomes());
            }
        }
    }

    /** Lets all that stand here flush, one at a time, until what that takes has been compiled. */
    void warmUp(double seconds) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (int i = 0; System.nanoTime() < end; i++) {
            var unused = memoizers
                    .get(i % memoizers.size())
                    .flush("select * from greebles where id = " + i)
                    .await(PATIENCE);
        }
    }

    @Override
    public void close() throws Exception {
        memoizers.forEach(Memoizer::close);
        broadcasters.forEach(ClusterBroadcaster::close);
        server.stop();
    }
}
