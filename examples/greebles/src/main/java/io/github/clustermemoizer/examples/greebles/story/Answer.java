package io.github.clustermemoizer.examples.greebles.story;

import io.github.clustermemoizer.examples.greebles.site.Greeble;

/**
 * What a server answered.
 *
 * @param greeble the greeble on the page
 * @param source {@code database} or {@code memory}
 * @param millis how long the server took to get it
 */
record Answer(Greeble greeble, String source, double millis) {}
