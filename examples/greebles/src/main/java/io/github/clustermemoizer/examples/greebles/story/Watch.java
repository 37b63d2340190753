package io.github.clustermemoizer.examples.greebles.story;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Looks at greebles and repaints them, and counts the stale answers. Safe from any thread. */
final class Watch {
    private final Fence fence = new Fence(DatabaseServer.GREEBLES);
    private final AtomicLong staleAnswers = new AtomicLong();
    private final AtomicReference<String> firstStaleAnswer = new AtomicReference<>();

    /** Looks at a greeble, which must not be behind the fence. */
    Sighting look(WebServer server, int id) throws IOException, InterruptedException {
        return look(server, id, fence.height(id));
    }

    /** Looks at a greeble, which must have at least this version. */
    Sighting look(WebServer server, int id, int leastVersion) throws IOException, InterruptedException {
        Sighting sighting = new Sighting(server.look(id), leastVersion);
        if (sighting.isStale()) {
            staleAnswers.incrementAndGet();
            firstStaleAnswer.compareAndSet(
                    null,
                    server.name() + " said '" + sighting.answer().greeble() + "' when version " + leastVersion
                            + " was due");
        }
        return sighting;
    }

    /** Repaints a greeble, and raises the fence when that has been answered. */
    Answer repaint(WebServer server, int id, String colour) throws IOException, InterruptedException {
        Answer answer = server.repaint(id, colour);
        fence.raise(id, answer.greeble().version());
        return answer;
    }

    long staleAnswers() {
        return staleAnswers.get();
    }

    Optional<String> firstStaleAnswer() {
        return Optional.ofNullable(firstStaleAnswer.get());
    }
}
