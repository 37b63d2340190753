package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.cluster.TcpProxy.Way;
import java.time.Duration;
import java.util.SplittableRandom;

/** Everything that can fail, in an order that a seed decides; a fault may begin before another ends. */
final class FaultsAtRandom {
    private FaultsAtRandom() {}

    static FaultRow row(Duration time, long seed) {
        return FaultRows.lapsing("everything at random", site -> {
            var random = new SplittableRandom(seed);
            long end = System.nanoTime() + time.toNanos();
            int strikes = 0;
            while (System.nanoTime() < end) {
                strike(site, random);
                strikes++;
                site.pass(Duration.ofMillis(random.nextInt(3_000)));
                if (random.nextInt(3) == 0) {
                    site.mend();
                    site.pass(Duration.ofMillis(random.nextInt(4_000)));
                }
            }
            return strikes + " faults, seed " + seed;
        });
    }

    private static void strike(FaultSite site, SplittableRandom random) throws Exception {
        int server = random.nextInt(site.size);
        int other = (server + 1 + random.nextInt(site.size - 1)) % site.size;
        TcpProxy wire = site.wire(server, other);
        switch (random.nextInt(10)) {
            case 0 -> site.packets(server, other, Way.LOSE);
            case 1 -> site.packets(server, other, Way.HOLD);
            case 2 -> site.between(server).forEach(TcpProxy::cut);
            case 3 -> wire.replies.set(Way.TRUNCATE);
            case 4 -> FaultRows.delay(site, Duration.ofMillis(random.nextInt(1_000)));
            case 5 -> site.pause(server, Duration.ofMillis(200 + random.nextInt(5_000)));
            case 6 -> {
                site.kill(server);
                site.pass(Duration.ofMillis(random.nextInt(4_000)));
                site.restart(server);
            }
            case 7 -> {
                site.order(server, "crash");
                site.awaitDeath(server);
                site.restart(server);
            }
            case 8 -> {
                TcpProxy.Flow ghosts = wire.detain();
                site.pass(Duration.ofMillis(500));
                site.kill(server);
                site.restart(server);
                site.pass(Duration.ofMillis(random.nextInt(5_000)));
                ghosts.set(Way.PASS);
            }
            default -> {
                site.order(server, "leave");
                site.awaitDeath(server);
                site.restart(server);
            }
        }
    }
}
