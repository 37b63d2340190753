/** What stages the story: the processes, the four steps, the random traffic, and the watch for stale answers. */
package io.github.clustermemoizer.examples.greebles.story;
