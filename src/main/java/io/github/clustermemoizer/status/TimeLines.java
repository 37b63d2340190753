package io.github.clustermemoizer.status;

/**
 * What the last ten minutes brought, in slots of five seconds.
 *
 * @param flushRate flushes from here, per second
 * @param settleP50 in how many milliseconds half of those that were looked at had settled
 * @param settleP99 the same of nearly all
 * @param hitRate the share of calls that were answered from memory
 */
record TimeLines(Line flushRate, Line settleP50, Line settleP99, Line hitRate) {
    static final int SLOT_SECONDS = 5;
    static final int SLOTS = 120;
}
