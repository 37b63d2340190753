package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Dice.MILLI;
import static io.github.clustermemoizer.cluster.Dice.SECOND;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Loses, delays, doubles and overtakes; and cuts, in one direction at a time. */
final class SimulatedNetwork {
    private final Simulation world;
    private final long[][] cutUntil;
    private final List<Transport.Reply> recorded = new ArrayList<>();
    private boolean calm;

    SimulatedNetwork(Simulation world) {
        this.world = world;
        this.cutUntil = new long[world.scenario.servers()][world.scenario.servers()];
    }

    Transport from(SimulatedLife sender) {
        return (peer, target, headers, then) -> new Exchange(sender, peer, target, headers, then).send();
    }

    /** For a while nothing of what {@code from} sends reaches {@code to}. */
    void cut(SimulatedServer from, SimulatedServer to, long duration) {
        cutUntil[from.index][to.index] = world.agenda.now() + duration;
        world.trace("cut %s -> %s for %.1f s", from, to, duration / 1e9);
    }

    /** From now on all that is sent arrives, once and soon. */
    void calm() {
        calm = true;
    }

    private boolean isLost(SimulatedServer from, SimulatedServer to) {
        if (calm) {
            return false;
        }
        boolean lost = world.agenda.now() < cutUntil[from.index][to.index] || world.dice.chance(world.scenario.loss());
        if (lost) {
            world.tally.lost++;
        }
        return lost;
    }

    private long delay() {
        long usual = world.dice.between(MILLI, 3 * MILLI);
        if (calm || !world.dice.chance(0.1)) {
            return usual;
        }
        long late = world.dice.exponential(world.scenario.slowness());
        if (late > 100 * MILLI) {
            world.tally.delayed++;
        }
        return usual + late;
    }

    /** One GET and its answer. */
    private final class Exchange {
        private final SimulatedLife sender;
        private final SimulatedServer to;
        private final @Nullable String query;
        private final Map<String, String> headers;
        private final BiConsumer<Transport.@Nullable Reply, @Nullable Throwable> then;
        private boolean taken;
        private boolean ended;

        Exchange(
                SimulatedLife sender,
                URI peer,
                String target,
                Map<String, String> headers,
                BiConsumer<Transport.@Nullable Reply, @Nullable Throwable> then) {
            this.sender = sender;
            this.to = world.server(peer);
            int question = target.indexOf('?');
            this.query = question < 0 ? null : target.substring(question + 1);
            this.headers = headers;
            this.then = then;
        }

        void send() {
            if (sender.dead) {
                return;
            }
            world.tally.requests++;
            world.trace("%s -> %s %s %s", sender, to, words(), headers);
            long timeout = sender.server.real(world.scenario.timeout());
            sender.later(timeout, () -> end(null, new IOException("timeout")));
            if (isLost(sender.server, to)) {
                world.trace("    lost");
                if (world.dice.chance(0.2)) {
                    fail();
                }
                return;
            }
            world.agenda.in(delay(), this::arrive);
            if (!calm && world.dice.chance(world.scenario.twice())) {
                world.tally.doubled++;
                world.agenda.in(delay(), this::arrive);
            }
            if (!calm && world.dice.chance(world.scenario.replayed())) {
                world.agenda.in(world.dice.exponential(10 * SECOND), () -> replay(to));
                world.agenda.in(world.dice.exponential(SECOND), () -> replay(world.dice.oneOf(world.servers)));
            }
        }

        /** Somebody has recorded it, and sends it again. */
        private void replay(SimulatedServer victim) {
            SimulatedLife life = victim.life;
            boolean isFirst = victim.equals(to) && !taken;
            if (life == null || isFirst || victim.isPaused(world.agenda.now())) {
                return;
            }
            world.tally.replayed++;
            Transport.Reply reply = life.take("10.0.0.99", query, headers);
            if (query != null && reply.isSuccessful()) {
                world.violated("%s took what was recorded: %s %s", life, words(), headers);
            }
        }

        private void arrive() {
            if (to.isPaused(world.agenda.now())) {
                world.agenda.at(to.pausedUntil, this::arrive);
                return;
            }
            SimulatedLife receiver = to.life;
            if (receiver == null) {
                if (world.dice.chance(0.5)) {
                    fail();
                }
                return;
            }
            Transport.Reply reply;
            if (!calm && world.dice.chance(world.scenario.strange())) {
                world.tally.strange++;
                reply = strange();
            } else {
                reply = receiver.take(sender.server.uri.getHost(), query, headers);
                if (reply.isSuccessful()) {
                    taken = true;
                    recorded.add(reply);
                }
            }
            world.trace("    %s took %s of %s: %s", receiver, words(), sender, reply);
            if (isLost(to, sender.server)) {
                world.trace("    reply lost");
                return;
            }
            world.agenda.in(delay(), () -> sender.act(() -> end(reply, null)));
        }

        /** Somebody else answers. */
        private Transport.Reply strange() {
            return switch (world.dice.below(world.scenario.signed() && !recorded.isEmpty() ? 5 : 4)) {
                case 0 -> new Transport.Reply(200, "<html>Please log in.</html>", Map.of());
                case 1 -> new Transport.Reply(414, "Too long.", Map.of());
                case 2 -> new Transport.Reply(404, "Not found.", Map.of());
                case 4 -> world.dice.oneOf(recorded);
                default -> new Transport.Reply(502, "Bad gateway.", Map.of());
            };
        }

        private Object words() {
            return world.isTraced() && query != null ? query.replaceAll("x{9,}", "x..") : "";
        }

        private void fail() {
            sender.later(world.dice.exponential(5 * MILLI), () -> end(null, new IOException("refused")));
        }

        private void end(Transport.@Nullable Reply reply, @Nullable Throwable failure) {
            if (!ended) {
                ended = true;
                world.trace("    %s got %s of %s: %s", sender, words(), to, reply != null ? reply : failure);
                then.accept(reply, failure);
            }
        }
    }
}
