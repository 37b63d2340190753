package io.github.clustermemoizer.cluster;

/**
 * What a request says about its sender, apart from what it flushes.
 *
 * @param node the sender's instance id
 * @param echoed when this server issued the token that comes back, in nanoseconds since its start
 * @param age how long ago the sender started, in nanoseconds of its own clock
 * @param goodbye whether the sender has told all and will flush no more
 */
record Greeting(String node, long echoed, long age, boolean goodbye) {}
