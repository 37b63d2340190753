package io.github.clustermemoizer.examples.greebles.story;

/**
 * An answer, and what was due.
 *
 * @param answer what the server answered
 * @param leastVersion the least version that it was allowed to answer
 */
record Sighting(Answer answer, int leastVersion) {
    boolean isStale() {
        return answer.greeble().version() < leastVersion;
    }
}
