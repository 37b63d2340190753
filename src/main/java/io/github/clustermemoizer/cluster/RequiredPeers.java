package io.github.clustermemoizer.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a server from starting whose peers, or who itself, are misconfigured for certain. */
final class RequiredPeers {
    private static final Logger log = LoggerFactory.getLogger(ClusterBroadcaster.class);

    /** What the container of this very server may answer until it is set up. */
    private static final Set<Problem> OF_A_SERVER_THAT_STARTS =
            Set.of(Problem.OTHER_BODY, Problem.REDIRECT, Problem.REFUSED);

    private RequiredPeers() {}

    /**
     * Blocks until all have answered, for up to a few timeouts.
     *
     * @param stop is run before it throws
     * @throws IllegalStateException that names all that is misconfigured
     */
    static void check(Doctor doctor, ClusterConfig config, Runnable stop) {
        Diagnosis diagnosis;
        try {
            diagnosis = doctor.diagnose(false)
                    .get(config.timeout().multipliedBy(Doctor.TIMEOUTS).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (ExecutionException | TimeoutException e) {
            log.warn("{} is true, but the peers could not be looked at: {}", ConfigKeys.REQUIRE_PEERS, e.toString());
            return;
        }
        var wrong = new ArrayList<String>();
        diagnosis.findings().stream()
                .filter(finding -> finding.problem().isCertain())
                .forEach(finding -> wrong.add("this server: " + finding.sentence()));
        for (PeerDiagnosis peer : diagnosis.peers()) {
            peer.findings().stream()
                    .filter(finding -> finding.problem().isCertain())
                    .filter(finding ->
                            !OF_A_SERVER_THAT_STARTS.contains(finding.problem()) || !isOnThisMachine(peer.peer()))
                    .forEach(finding -> wrong.add(peer.peer() + ": " + finding.sentence()));
        }
        if (!wrong.isEmpty()) {
            stop.run();
            throw new IllegalStateException("every peer must be configured well (" + ConfigKeys.REQUIRE_PEERS
                    + " is true) but: " + String.join("; ", wrong));
        }
    }

    private static boolean isOnThisMachine(URI peer) {
        try {
            for (InetAddress address : List.of(InetAddress.getAllByName(peer.getHost()))) {
                if (NetworkInterface.getByInetAddress(address) != null) {
                    return true;
                }
            }
        } catch (IOException e) {
            // No address of this machine, then.
        }
        return false;
    }
}
