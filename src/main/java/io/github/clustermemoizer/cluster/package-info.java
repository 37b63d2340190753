/**
 * The peers: one HTTP GET to each of them for a flush here, and a servlet behind an allow-list for
 * theirs.
 *
 * <p>{@link io.github.clustermemoizer.cluster.ClusterConfig} is read from the file that all servers
 * share, {@link io.github.clustermemoizer.cluster.ClusterBroadcaster} sends, and
 * {@link io.github.clustermemoizer.cluster.FlushServlet} receives.
 */
@NullMarked
package io.github.clustermemoizer.cluster;

import org.jspecify.annotations.NullMarked;
