/**
 * Meters and observations for who has Micrometer, which is an optional dependency.
 *
 * <p>{@link io.github.clustermemoizer.micrometer.MemoizerMetrics} has the meters of a cache, as of any other,
 * {@link io.github.clustermemoizer.micrometer.ClusterMetrics} those of the peers.
 */
@NullMarked
package io.github.clustermemoizer.micrometer;

import org.jspecify.annotations.NullMarked;
