package io.github.clustermemoizer.cluster;

/** What {@link PeerCounts} tells, as it is counted. Guarded like its lane. */
final class Tally {
    long owed;
    long merged;
    long widened;
    long sent;
    long acknowledged;
    long lapsed;

    PeerCounts counts() {
        return new PeerCounts(owed, merged, widened, sent, acknowledged, lapsed);
    }
}
