package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Scenario.WORST_RATE;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The one database of a world, and the laws. A value is the number of the step at which it was read, and a flush
 * has a number too; so a value is old if a flush of its statement has a higher one.
 */
final class History {
    static final long ROUNDING = 1_000;

    private final Simulation world;
    private final List<List<SimulatedFlush>> flushes = IntStream.range(0, Statements.COUNT)
            .<List<SimulatedFlush>>mapToObj(i -> new ArrayList<>())
            .toList();
    private final Map<String, Long> dropsByParameter = new HashMap<>();
    private final Map<Integer, Long> dropsByHash = new HashMap<>();
    private final Set<Flush> announced = new HashSet<>();
    private final int queryLimit;
    private long order;

    History(Simulation world) {
        this.world = world;
        this.queryLimit =
                Wire.queryLimit(world.scenario.config().peers("a").build().path());
        dropsByParameter.put(Wire.EVERYTHING, Statements.ALL);
    }

    /** Reads the database, or changes it. */
    long next() {
        return ++order;
    }

    /** Must be called before the flush, whose messages may arrive before it has returned. */
    void announce(Flush flush, long statements) {
        if (announced.add(flush)) {
            dropsByParameter.put(Wire.parameter(flush, queryLimit), statements);
            if (flush.kind() == Flush.Kind.STATEMENT) {
                dropsByHash.put(flush.text().hashCode(), statements);
            }
        }
    }

    /** What a received query drops. */
    long dropped(String query) {
        long dropped = 0;
        for (String parameter : query.split("&", -1)) {
            dropped |= parameter.startsWith("hashes=")
                    ? droppedByHash(parameter)
                    : dropsByParameter.getOrDefault(parameter, 0L);
        }
        return dropped;
    }

    private long droppedByHash(String parameter) {
        long dropped = 0;
        try {
            for (int hash : Wire.parse(parameter).hashes()) {
                dropped |= dropsByHash.getOrDefault(hash, 0L);
            }
        } catch (Wire.MalformedQueryException e) {
            throw new AssertionError(e);
        }
        return dropped;
    }

    void flushed(SimulatedLife sender, long statements, long order, long time, int met, Delivery delivery) {
        var flush = new SimulatedFlush(sender, order, time, met, delivery);
        sender.flushes.add(flush);
        for (int i = 0; i < Statements.COUNT; i++) {
            if ((statements & 1L << i) != 0) {
                flushes.get(i).add(flush);
            }
        }
    }

    /** A reader at {@code reader} was given, from memory, what had been read at {@code value}. */
    void hit(SimulatedLife reader, int statement, long value) {
        world.tally.hits++;
        if (value < reader.flushed[statement]) {
            world.violated(
                    "law 1: %s serves statement %d of step %d, flushed there at step %d",
                    reader, statement, value, reader.flushed[statement]);
        }
        List<SimulatedFlush> made = flushes.get(statement);
        for (int i = made.size() - 1; i >= 0 && made.get(i).order > value; i--) {
            check(reader, statement, value, made.get(i));
        }
    }

    /** Tells whether a server serves what the cluster will never tell it to drop. */
    boolean isOld(SimulatedLife reader, int statement, long value) {
        return flushes.get(statement).stream().anyMatch(flush -> flush.order > value && !isExcepted(reader, flush));
    }

    private void check(SimulatedLife reader, int statement, long value, SimulatedFlush flush) {
        double age = (world.agenda.now() - flush.time) / 1e9;
        world.tally.oldest = Math.max(world.tally.oldest, age / (world.scenario.bound() / 1e9));
        if (flush.isSettled(reader.server)) {
            world.violated(
                    "law 2: %s serves statement %d of step %d, %.3f s after %s flushed it at step %d, and the delivery is settled",
                    reader, statement, value, age, flush.sender, flush.order);
        } else if (world.agenda.now() > due(reader, flush) && !isExcepted(reader, flush)) {
            world.violated(
                    "bound: %s serves statement %d of step %d, %.3f s after %s flushed it at step %d",
                    reader, statement, value, age, flush.sender, flush.order);
        }
    }

    /** When no value from before the flush may be served any more, whether or not the sender is still there. */
    private long due(SimulatedLife reader, SimulatedFlush flush) {
        // Where the list changes, who was met may have been replaced by one whose list lacks the sender.
        return flush.wasMet(reader.server) && !world.scenario.discovery()
                ? flush.time + reader.server.real(world.scenario.bound()) + ROUNDING
                : dueUnmet(flush.sender, flush.time, reader.server);
    }

    long dueUnmet(SimulatedLife sender, long flushed, SimulatedServer reader) {
        long absent = sender.born + (long) (world.scenario.absence() * (1 + 2.1 * WORST_RATE));
        return Math.max(flushed, absent) + reader.real(world.scenario.bound()) + ROUNDING;
    }

    /**
     * The stated exceptions: a server that ended without being met, within the absence after a goodbye of its
     * predecessor; or without being listed, though it may have been met while its predecessor still was.
     */
    private boolean isExcepted(SimulatedLife reader, SimulatedFlush flush) {
        SimulatedLife sender = flush.sender;
        if (!sender.dead) {
            return false;
        }
        boolean unmet = (sender.metAtDeath & reader.server.bit()) == 0;
        long absence = (long) (world.scenario.absence() * (1 + 2.1 * WORST_RATE));
        boolean afterGoodbye = sender.server.lives.stream()
                .takeWhile(life -> life != sender)
                .anyMatch(life -> life.leaving && sender.died <= life.died + absence);
        return world.scenario.absence() > 0
                && ((unmet && afterGoodbye) || (sender.listedAtDeath & reader.server.bit()) == 0);
    }
}
