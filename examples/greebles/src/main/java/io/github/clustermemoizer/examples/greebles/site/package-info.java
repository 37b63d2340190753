/** What a user of the library writes: a site that memoizes its look-ups and flushes after its updates. */
package io.github.clustermemoizer.examples.greebles.site;
