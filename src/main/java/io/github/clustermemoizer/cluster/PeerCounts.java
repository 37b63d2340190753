package io.github.clustermemoizer.cluster;

/**
 * What has become of what a peer is told, counted since this server listed it. An item is a flush of one statement,
 * prefix, pattern or tag, or of everything.
 *
 * @param owed items that flushes on this server had for it
 * @param merged items of these that took no place of their own, since what waited already said the same
 * @param widened how often what it was to be told was replaced by "drop everything": because too much waited, or since
 *     it did not understand
 * @param sent items that left with a request, once more after each failure
 * @param acknowledged items of which it has said that it dropped them
 * @param lapsed items that it had not acknowledged when, by its own rule, it served nothing older any more; it is still
 *     told. May be counted late by a 64th of the time that takes.
 */
public record PeerCounts(long owed, long merged, long widened, long sent, long acknowledged, long lapsed) {}
