package io.github.clustermemoizer.examples.greebles.story;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All processes that this one has started, so that none is left behind. */
final class Children {
    private final Path logs;
    private final Map<String, String> environment;

    private final List<ChildProcess> running = new ArrayList<>(); // guarded by this
    private boolean closed; // guarded by this

    Children(Path logs, Map<String, String> environment) {
        this.logs = logs;
        this.environment = Map.copyOf(environment);
    }

    synchronized ChildProcess start(String name, Class<?> main, String... arguments) throws IOException {
        if (closed) {
            throw new IllegalStateException("no child may start any more: " + name);
        }
        ChildProcess child =
                ChildProcess.start(name, main, logs.resolve(name + ".log"), environment, List.of(arguments));
        running.add(child);
        return child;
    }

    /** Ends some of the children, all at once, and returns when they have ended. */
    synchronized void end(List<ChildProcess> children) throws InterruptedException {
        children.forEach(ChildProcess::hangUp);
        for (ChildProcess child : children) {
            child.awaitEnd();
        }
        running.removeAll(children);
    }

    /** Ends all children; none can be started from now on. */
    synchronized void endAll() throws InterruptedException {
        closed = true;
        end(List.copyOf(running));
    }
}
