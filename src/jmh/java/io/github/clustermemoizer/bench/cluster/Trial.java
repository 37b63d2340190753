package io.github.clustermemoizer.bench.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One side, once: fresh processes, which find each other, warm up, and are measured. */
final class Trial implements AutoCloseable {
    private final List<NodeProcess> peers = new ArrayList<>();
    private final NodeProcess sender;
    private final RedisServer redis;
    private final Distance distance;

    /** @param together whether all peers share one process */
    Trial(String side, int peerCount, boolean together, Options options) throws Exception {
        RedisServer server = side.equals(Sides.REDIS) ? new RedisServer(log("redis-server")) : null;
        redis = server;
        distance = new Distance(options.delay());
        NodeProcess first = null;
        try {
            List<String> all = new ArrayList<>();
            for (String node : Place.free(peerCount + 1)) {
                all.add(node + "@" + distance.to(node));
            }
            String near = redis == null ? "0" : "" + redis.port();
            String far = redis == null ? near : distance.to("127.0.0.1:" + near).split(":")[1];
            List<String> lines = new ArrayList<>();
            for (int i = 1; i <= peerCount; i += together ? peerCount : 1) {
                var peer = start(side, i, together ? peerCount : i, far, all, options);
                peers.add(peer);
                lines.add(peer.answer());
            }
            first = start(side, 0, 0, near, all, options);
            first.answer();
            first.order(String.join(" ", lines));
            sender = first;
        } catch (Throwable e) {
            closeAll(first);
            throw e;
        }
    }

    /** Lets the sender run one mode, after all values have been kept on the peers again. */
    Map<String, Double> run(String order) throws Exception {
        for (NodeProcess peer : peers) {
            peer.order("keep");
        }
        Duration before = cpu();
        String answer = sender.order(order);
        double cpu = cpu().minus(before).toNanos() / 1e9;
        Map<String, Double> figures = new LinkedHashMap<>();
        for (String figure : answer.isEmpty() ? new String[0] : answer.split(";")) {
            String[] parts = figure.split("=");
            figures.put(parts[0], Double.valueOf(parts[1]));
        }
        Double sent = figures.remove("sent");
        if (sent != null) {
            figures.put("CPU s/100k", cpu / sent * 100_000);
        }
        return figures;
    }

    @Override
    public void close() {
        closeAll(sender);
    }

    private void closeAll(NodeProcess sender) {
        if (sender != null) {
            sender.close();
        }
        Collections.reverse(peers);
        peers.forEach(NodeProcess::close);
        if (redis != null) {
            redis.close();
        }
        distance.close();
    }

    private Duration cpu() {
        Duration sum = sender.cpu().plus(redis == null ? Duration.ZERO : redis.cpu());
        for (NodeProcess peer : peers) {
            sum = sum.plus(peer.cpu());
        }
        return sum;
    }

    private static NodeProcess start(
            String side, int first, int last, String redisPort, List<String> all, Options options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(side, "" + first, "" + last, redisPort));
        arguments.addAll(all);
        return new NodeProcess(log(side + "-" + first), options.flags(), Node.class, arguments);
    }

    private static Path log(String name) {
        return Propagation.FOLDER.resolve(name + ".log");
    }
}
