/**
 * A page to look at: {@link io.github.clustermemoizer.status.StatusServlet}. Each server shows the whole cluster, which it asks over
 * the signed way that flushes take.
 */
@NullMarked
package io.github.clustermemoizer.status;

import org.jspecify.annotations.NullMarked;
