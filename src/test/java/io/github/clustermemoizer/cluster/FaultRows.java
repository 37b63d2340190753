package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.cluster.FaultLedger.Order;
import io.github.clustermemoizer.cluster.TcpProxy.Way;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What can fail between servers, and to one. */
final class FaultRows {
    /** Long enough for all that may be served no more to be asked for once more. */
    private static final Duration PAST_THE_BOUND = FaultSite.BOUND.plusMillis(1_200);

    private FaultRows() {}

    private static FaultRow row(String failure, FaultRow.Script script) {
        return new FaultRow(failure, false, script);
    }

    /** A row in which some server cannot be told. */
    static FaultRow lapsing(String failure, FaultRow.Script script) {
        return new FaultRow(failure, true, script);
    }

    /** Servers that work, and wires that do not. */
    static List<FaultRow> ofTheNetwork() {
        return List.of(
                row("none", site -> {
                    site.pass(Duration.ofSeconds(2));
                    return "all peers answer";
                }),
                row("one request lost, peer alive", site -> {
                    lose(site, true);
                    return "one request of every server to every peer vanished, its connection hung";
                }),
                row("one reply lost, peer alive", site -> {
                    lose(site, false);
                    return "one reply to every server from every peer vanished, its connection hung";
                }),
                lapsing("cut off both ways", site -> {
                    site.between(0).forEach(wire -> {
                        wire.requests.set(Way.LOSE);
                        wire.replies.set(Way.LOSE);
                    });
                    site.pass(PAST_THE_BOUND);
                    return "for 4 s one server could not reach the others, nor they it: packets vanished";
                }),
                lapsing("cut off both ways, packets late", site -> {
                    site.between(2).forEach(wire -> {
                        wire.requests.set(Way.HOLD);
                        wire.replies.set(Way.HOLD);
                    });
                    site.pass(PAST_THE_BOUND);
                    return "the same, and what had been sent meanwhile came afterwards";
                }),
                lapsing("one-way partition, outward", site -> {
                    for (int peer = 1; peer < site.size; peer++) {
                        site.packets(0, peer, Way.LOSE);
                    }
                    site.pass(PAST_THE_BOUND);
                    return "what one server said vanished, what it was told came";
                }),
                lapsing("one-way partition, inward", site -> {
                    for (int peer = 1; peer < site.size; peer++) {
                        site.packets(peer, 0, Way.LOSE);
                    }
                    site.pass(PAST_THE_BOUND);
                    return "what one server was told vanished, what it said came";
                }),
                lapsing("long queue, slow wire", site -> {
                    site.between(2).forEach(wire -> wire.requests.delay(Duration.ofMillis(400)));
                    site.order(0, "flood 5000");
                    site.pass(PAST_THE_BOUND);
                    return "5,000 flushes stood before the others; each request took 400 ms, and came";
                }),
                row("queue overflow", site -> {
                    site.between(2).forEach(wire -> wire.requests.set(Way.HOLD));
                    site.pass(Duration.ofMillis(300));
                    site.order(0, "flood 12000");
                    site.pass(Duration.ofMillis(1_200));
                    site.mend();
                    site.pass(PAST_THE_BOUND);
                    return "12,000 flushes waited for a peer that was cut off, and then was not";
                }));
    }

    /** Wires that hinder, and servers that come to no harm. */
    static List<FaultRow> ofTheWires() {
        return List.of(
                row("load in flight at flush", site -> {
                    site.ledger.order(Order.LOAD_MILLIS, 100);
                    site.ledger.order(Order.WRITES_PER_SECOND, 100);
                    site.pass(Duration.ofSeconds(2));
                    site.ledger.order(Order.WRITES_PER_SECOND, FaultSite.WRITES_PER_SECOND);
                    site.pass(Duration.ofMillis(300)); // what is under way is stored
                    site.ledger.order(Order.LOAD_MILLIS, 0);
                    return "each load took 100 ms, beside many writes";
                }),
                lapsing("replies truncated", site -> {
                    site.wires().forEach(wire -> wire.replies.set(Way.TRUNCATE));
                    site.pass(PAST_THE_BOUND);
                    return "half of each reply came, then the connection was closed";
                }),
                row("everything is slow", site -> {
                    delay(site, Duration.ofMillis(300));
                    site.pass(Duration.ofSeconds(3));
                    return "300 ms each way";
                }),
                lapsing("everything is slower than the timeout", site -> {
                    delay(site, Duration.ofMillis(700));
                    site.pass(PAST_THE_BOUND);
                    return "700 ms each way, with a timeout of 1 s";
                }),
                lapsing("peer paused for longer than the bound", site -> {
                    site.pause(1, PAST_THE_BOUND);
                    site.pass(Duration.ofMillis(300));
                    return "SIGSTOP, and SIGCONT after 4 s; strict bound";
                }),
                row("sender says goodbye and restarts", site -> {
                    site.order(0, "leave");
                    site.awaitDeath(0);
                    site.restart(0);
                    site.awaitCalm();
                    site.pass(FaultSite.BOUND);
                    return "a planned restart";
                }));
    }

    /** Servers that fail. */
    static List<FaultRow> ofServers() {
        return List.of(
                lapsing("peer down, then restarts", site -> {
                    long death = site.kill(2);
                    site.passUntil(death + PAST_THE_BOUND.toNanos());
                    site.restart(2);
                    return "SIGKILL, and a restart after 4 s";
                }),
                lapsing("sender crashes after commit, before flush", site -> {
                    site.order(0, "crash");
                    long death = site.awaitDeath(0);
                    site.passUntil(death + PAST_THE_BOUND.toNanos());
                    site.audit();
                    site.restart(0);
                    return "it stayed away for 4 s";
                }),
                row("the same, and restarts at once", site -> {
                    site.order(0, "crash");
                    site.awaitDeath(0);
                    site.restart(0);
                    site.awaitCalm();
                    site.pass(
                            PAST_THE_BOUND); // what was loaded before the crash and not read since must be gone by now
                    return "the next instance was met before the bound had passed";
                }),
                row("sender restarts with flushes untold", site -> {
                    List<TcpProxy.Flow> ghosts =
                            List.of(site.wire(1, 0).detain(), site.wire(1, 2).detain());
                    site.pass(Duration.ofMillis(700));
                    site.kill(1);
                    site.restart(1);
                    site.awaitCalm();
                    ghosts.forEach(ghost -> ghost.set(Way.PASS));
                    site.pass(PAST_THE_BOUND);
                    return "SIGKILL with flushes under way, which came after the next instance was met";
                }),
                row("restart storm", site -> {
                    var random = new SplittableRandom(43);
                    for (int round = 0; round < 4; round++) {
                        int survivor = random.nextInt(site.size);
                        int[] others = IntStream.range(0, site.size)
                                .filter(server -> server != survivor)
                                .toArray();
                        for (int server : others) {
                            site.kill(server);
                        }
                        site.restart(others);
                    }
                    site.pass(PAST_THE_BOUND);
                    return "4 times all but one were killed and started again";
                }));
    }

    static FaultRow cutOffWithoutStrictBound() {
        return lapsing("cut off both ways, bound not strict", site -> {
            site.between(0).forEach(TcpProxy::cut);
            site.pass(PAST_THE_BOUND);
            return "connections were reset; a ticker watches the bound";
        });
    }

    /** @param times how often */
    static FaultRow pausedWithoutStrictBound(int times) {
        return lapsing("peer paused, bound not strict", site -> {
            for (int i = 0; i < times; i++) {
                site.pause(1, PAST_THE_BOUND);
                site.awaitCalm();
                site.audit();
            }
            return times + " times SIGSTOP, and SIGCONT after 4 s; a ticker watches the bound";
        });
    }

    static FaultRow behindReplica(Duration lag) {
        return row("read replica behind", site -> {
            site.pass(Duration.ofSeconds(2));
            return "it lags by " + lag.toMillis() + " ms, and so does readLag; nothing older once a flush is settled";
        });
    }

    private static void lose(FaultSite site, boolean requests) {
        for (TcpProxy wire : site.wires()) {
            TcpProxy.Flow flow = requests ? wire.requests : wire.replies;
            flow.set(Way.LOSE_ONE);
            site.await("something to lose", () -> !flow.awaitsLoss());
        }
    }

    static void delay(FaultSite site, Duration delay) {
        site.wires().forEach(wire -> {
            wire.requests.delay(delay);
            wire.replies.delay(delay);
        });
    }
}
