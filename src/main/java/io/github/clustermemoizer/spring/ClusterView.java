package io.github.clustermemoizer.spring;

import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.ClusterStatus;
import io.github.clustermemoizer.cluster.PeerStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How this server sees the cluster, for operators: in names and texts that any JSON writer takes. */
final class ClusterView {
    private final ClusterStatus status;

    ClusterView(ClusterBroadcaster broadcaster) {
        this.status = broadcaster.status();
    }

    /** Tells whether some peer is not heard from, so that it may serve old values, and this server loads more. */
    boolean isDegraded() {
        return status.peers().stream().anyMatch(peer -> peer.state() == PeerStatus.State.LOST);
    }

    /** Returns the state of each peer. */
    Map<String, Object> states() {
        var states = new LinkedHashMap<String, Object>();
        status.peers()
                .forEach(peer -> states.put(peer.peer().toString(), peer.state().name()));
        return states;
    }

    Map<String, Object> all() {
        var all = new LinkedHashMap<String, Object>();
        all.put("instance", status.instance());
        all.put("degraded", isDegraded());
        status.boundInForce().ifPresent(bound -> all.put("boundInForce", bound.toString()));
        List<Map<String, Object>> peers =
                status.peers().stream().map(ClusterView::peer).toList();
        all.put("peers", peers);
        return all;
    }

    private static Map<String, Object> peer(PeerStatus peer) {
        var view = new LinkedHashMap<String, Object>();
        view.put("peer", peer.peer().toString());
        view.put("state", peer.state().name());
        peer.instance().ifPresent(instance -> view.put("instance", instance));
        view.put("lastHeard", peer.lastHeard().toString());
        view.put("pending", peer.pending());
        view.put("failures", peer.failures());
        peer.roundTrip().ifPresent(time -> view.put("roundTrip", time.toString()));
        return view;
    }
}
