package io.github.clustermemoizer.spring;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A transaction must not fail for its cache. */
final class TransactionEvent {
    private static final Logger log = LoggerFactory.getLogger(TransactionEvent.class);

    private TransactionEvent() {}

    /** Does what an event of a transaction asks for, and throws nothing. */
    static void follow(String event, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.error("cache could not follow the {} of a transaction", event, e);
        }
    }
}
