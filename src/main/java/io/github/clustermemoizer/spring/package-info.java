/**
 * Spring: caches for {@code @Cacheable} and its like, flushes that wait for the commit of a transaction, and the
 * auto-configuration of Spring Boot. Everything here is optional, and needs the libraries that it is for.
 *
 * <p>With Spring Boot nothing has to be called. Without it, {@link io.github.clustermemoizer.spring.MemoizerCacheManager}
 * is the bean to define, and {@link io.github.clustermemoizer.spring.MemoizerCachingConfiguration} and
 * {@link io.github.clustermemoizer.spring.MemoizerTransactionConfiguration} are to be imported.
 */
@NullMarked
package io.github.clustermemoizer.spring;

import org.jspecify.annotations.NullMarked;
