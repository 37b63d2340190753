package io.github.clustermemoizer.status;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.ClusterStatus;
import io.github.clustermemoizer.cluster.PeerStatus;
import io.github.clustermemoizer.cluster.WireForm;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Says how this server is. */
final class Reporter {
    /** A little more than is shown, so that it is seen to be cut. */
    private static final int LONGEST_TEXT = 130;

    private final ClusterBroadcaster broadcaster;
    private final Recorder recorder;
    private final boolean tellsTexts;

    Reporter(ClusterBroadcaster broadcaster, Recorder recorder) {
        this.broadcaster = broadcaster;
        this.recorder = recorder;
        this.tellsTexts = broadcaster.config().wire() == WireForm.TEXT;
    }

    Report report() {
        ClusterStatus status = broadcaster.status();
        List<URI> others = status.peers().stream()
                .filter(peer -> peer.state() != PeerStatus.State.SELF)
                .map(PeerStatus::peer)
                .toList();
        return new Report(
                status.instance(),
                version(),
                broadcaster.uptime().toNanos() / 1e9,
                broadcaster.config().stalenessBound().toNanos() / 1e9,
                status.boundInForce()
                        .map(bound -> OptionalDouble.of(bound.toNanos() / 1e9))
                        .orElse(OptionalDouble.empty()),
                status.received().requests(),
                status.received().items(),
                status.received().refused().values().stream()
                        .mapToLong(Long::longValue)
                        .sum(),
                Values.of(broadcaster.memoizers()),
                recorder.timeLines(),
                status.peers().stream().map(peer -> Sight.of(peer, recorder)).toList(),
                recorder.latest().stream().map(flush -> line(flush, others)).toList());
    }

    private FlushLine line(Remembered remembered, List<URI> peers) {
        Optional<Flush> flush = remembered.flush.map(named -> tellsTexts ? named : named.byDigest());
        // Neither a prefix nor a pattern has a digest.
        boolean isTold = tellsTexts || flush.map(Reporter::hasNoText).orElse(true);
        String text = isTold ? flush.map(Flush::text).orElse("") : "";
        Map<String, Fate> fates = new LinkedHashMap<>();
        if (remembered.isFollowed()) {
            peers.forEach(peer -> fates.put(peer.toString(), remembered.fate(peer)));
        }
        return new FlushLine(
                Math.max(0, recorder.now() - remembered.time) / 1e9,
                remembered.origin,
                flush.map(named -> named.kind().name()).orElse(FlushLine.HASHES),
                Shown.beginning(text, LONGEST_TEXT),
                flush.map(named -> named.text().length()).orElse(0),
                remembered.flush.flatMap(Reporter::digest),
                remembered.more,
                remembered.dropped,
                remembered.isFollowed(),
                fates);
    }

    private static Optional<String> digest(Flush flush) {
        return switch (flush.kind()) {
            case STATEMENT, DIGEST, TAG, TAG_DIGEST ->
                Optional.of(flush.byDigest().text());
            case PREFIX, MATCHING, EVERYTHING -> Optional.empty();
        };
    }

    private static boolean hasNoText(Flush flush) {
        return switch (flush.kind()) {
            case DIGEST, TAG_DIGEST, EVERYTHING -> true;
            case STATEMENT, PREFIX, MATCHING, TAG -> false;
        };
    }

    private static String version() {
        String version = StatusServlet.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
