package io.github.clustermemoizer.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What this server can be asked. Safe from any thread. */
final class Answerers {
    /** Whoever asks more at once waits; the container's threads are for others. */
    static final int MOST_UNDER_WAY = 4;

    private final Map<String, UnaryOperator<String>> answerers = new ConcurrentHashMap<>();
    private final Semaphore underWay = new Semaphore(MOST_UNDER_WAY);

    void put(String name, UnaryOperator<String> answerer) {
        answerers.put(new Question(name, "").name(), answerer);
    }

    /**
     * Answers on this thread.
     *
     * @return null if so many are being answered that this one must be asked again
     */
    @Nullable
    String answer(Question question) throws Wire.MalformedQueryException {
        UnaryOperator<String> answerer = answerers.get(question.name());
        if (answerer == null) {
            throw new Wire.MalformedQueryException("this question has no answer here");
        }
        if (!underWay.tryAcquire()) {
            return null;
        }
        try {
            return answerer.apply(question.about());
        } finally {
            underWay.release();
        }
    }
}
