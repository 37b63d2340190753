package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Everything that the configuration says about who the peers are, asked anew each time: where one source
 * fails, its last good answer stands in for it, and the others are followed all the same.
 *
 * <p>Of one broadcaster, since it remembers. One thread at a time may ask; any may look.
 */
final class PeerList implements PeerSource {
    private final List<URI> fixed;
    private final List<LastGoodPeers> sources;

    private PeerList(List<URI> fixed, List<LastGoodPeers> sources) {
        this.fixed = fixed;
        this.sources = sources;
    }

    /** @param entries servers, and {@code dns:} entries, as {@link PeerAddress#parseEntry} returns them */
    static PeerList of(List<URI> entries, DnsPeers.Resolver resolver) {
        return new PeerList(
                entries.stream().filter(entry -> !PeerAddress.isDns(entry)).toList(),
                entries.stream()
                        .filter(PeerAddress::isDns)
                        .map(entry -> new LastGoodPeers(entry.toString(), new DnsPeers(entry, resolver)))
                        .toList());
    }

    static PeerList of(PeerSource source) {
        return new PeerList(
                List.of(),
                List.of(new LastGoodPeers("peer source " + source.getClass().getName(), source)));
    }

    /**
     * Asks every source once, one after the other, and blocks as long as they do.
     *
     * @return each peer once, those with a fixed address first; perhaps empty, and then not
     *     {@link #isComplete() complete}
     */
    @Override
    public List<URI> peers() {
        var peers = new LinkedHashSet<>(fixed);
        for (LastGoodPeers source : sources) {
            source.refresh();
            List<URI> last = source.last();
            if (last != null) {
                peers.addAll(last);
            }
        }
        return List.copyOf(peers);
    }

    /** Tells whether each source has answered at least once. Before, there may be peers that this server never knew. */
    boolean isComplete() {
        return sources.stream().allMatch(source -> source.last() != null);
    }

    /** Tells whether every source answered when it was asked last. For the thread that asks. */
    boolean isCurrent() {
        return sources.stream().allMatch(LastGoodPeers::isCurrent);
    }

    /** Tells whether asking again can ever give another answer. */
    boolean mayChange() {
        return !sources.isEmpty();
    }
}
