package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import java.io.IOException;
import java.net.URI;
import java.net.URLConnection;
import java.time.Duration;
import java.util.Properties;

/** A process whose whole environment names proxies: flushes to its peers, and then asks them by the JDK's own client. */
final class DetoursChild {
    private DetoursChild() {}

    /** Takes an http peer, an https peer, and the trust store of the latter. */
    public static void main(String[] arguments) {
        var properties = new Properties();
        properties.setProperty("server-cluster.peers", arguments[0] + "," + arguments[1]);
        properties.setProperty("server-cluster.trust-store", arguments[2]);
        properties.setProperty("server-cluster.trust-store-password", Certificates.PASSWORD);
        try (var broadcaster = new ClusterBroadcaster(ClusterConfig.of(properties))) {
            Delivery delivery = broadcaster.broadcast(Flush.statement("a"));
            delivery.await(Duration.ofSeconds(20));
            System.out.println(delivery.outcomes().values());
        }
        for (int i = 0; i < 2; i++) {
            try {
                URLConnection control =
                        URI.create(arguments[i] + "/control").toURL().openConnection();
                control.setConnectTimeout(5_000);
                control.setReadTimeout(5_000);
                control.getInputStream().close();
            } catch (IOException e) {
                System.out.println("the proxy refused: " + e);
            }
        }
        System.out.println("end");
    }
}
