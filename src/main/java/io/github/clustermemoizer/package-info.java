/**
 * The cache and the words: memoize, flush, seed.
 *
 * <p>{@link io.github.clustermemoizer.Memoizer} is where to start. Nothing here knows HTTP; what
 * carries a flush to the other servers stands behind
 * {@link io.github.clustermemoizer.Broadcaster}.
 */
@NullMarked
package io.github.clustermemoizer;

import org.jspecify.annotations.NullMarked;
