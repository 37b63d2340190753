package io.github.clustermemoizer.bench.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a node stands.
 *
 * @param index its own place among all; the sender's is 0
 * @param all {@code host:port} of each node, as this one reaches it
 * @param published its own, as others reach it
 * @param redisPort 0 where there is none
 */
record Place(int index, List<String> all, String published, int redisPort) {
    /** Makes one of {@code host:port}, or {@code host:port@relay}, of each node. */
    static Place of(int index, List<String> nodes, int redisPort) {
        List<String> all = new ArrayList<>();
        for (String node : nodes) {
            all.add(node.substring(node.indexOf('@') + 1));
        }
        String published = all.set(index, nodes.get(index).split("@")[0]);
        return new Place(index, List.copyOf(all), published, redisPort);
    }

    /** Finds a free port for each node, on a loopback address of its own. */
    static List<String> free(int nodes) throws IOException {
        List<String> all = new ArrayList<>();
        for (int i = 1; i <= nodes; i++) {
            String host = "127.0.0." + i;
            try (var socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
                all.add(host + ":" + socket.getLocalPort());
            }
        }
        return all;
    }

    int peers() {
        return all.size() - 1;
    }

    String host() {
        return all.get(index).split(":")[0];
    }

    int port() {
        return Integer.parseInt(all.get(index).split(":")[1]);
    }
}
