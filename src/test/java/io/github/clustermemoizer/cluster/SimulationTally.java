package io.github.clustermemoizer.cluster;

/** What happened in one world, or in many. */
final class SimulationTally {
    long seeds;
    long nanos;
    long starts;
    long cuts;
    long pauses;
    long crashes;
    long leaves;
    long lost;
    long delayed;
    long doubled;
    long replayed;
    long strange;
    long bursts;
    long refusals;
    long slowLoads;
    long requests;
    long flushes;
    long reads;
    long hits;
    long loads;
    /** The oldest value that was served, in bounds after its flush. */
    double oldest;

    synchronized void add(SimulationTally other) {
        seeds += other.seeds;
        nanos += other.nanos;
        starts += other.starts;
        cuts += other.cuts;
        pauses += other.pauses;
        crashes += other.crashes;
        leaves += other.leaves;
        lost += other.lost;
        delayed += other.delayed;
        doubled += other.doubled;
        replayed += other.replayed;
        strange += other.strange;
        bursts += other.bursts;
        refusals += other.refusals;
        slowLoads += other.slowLoads;
        requests += other.requests;
        flushes += other.flushes;
        reads += other.reads;
        hits += other.hits;
        loads += other.loads;
        oldest = Math.max(oldest, other.oldest);
    }

    long faults() {
        return cuts + pauses + crashes + leaves + lost + delayed + doubled + replayed + strange + bursts + refusals
                + slowLoads;
    }

    @Override
    public String toString() {
        return String.format(
                "%,d seeds, %.1f simulated hours, %,d faults (cuts %,d, pauses %,d, crashes %,d, leaves %,d, messages lost %,d,"
                        + " late %,d, doubled %,d, replayed %,d, answered by strangers %,d, bursts %,d, refusals %,d, slow loads %,d), %,d starts,"
                        + " %,d requests, %,d flushes, %,d reads checked, %,d of them hits, the oldest %.3f bounds after its flush",
                seeds,
                nanos / 3.6e12,
                faults(),
                cuts,
                pauses,
                crashes,
                leaves,
                lost,
                delayed,
                doubled,
                replayed,
                strange,
                bursts,
                refusals,
                slowLoads,
                starts,
                requests,
                flushes,
                reads,
                hits,
                oldest);
    }
}
