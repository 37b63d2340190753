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

    /** Answers with regard to who asks. */
    @FunctionalInterface
    interface Answerer {
        String answer(Incoming request, String about);
    }

    private record Limited(Answerer answerer, Semaphore underWay) {}

    private final Map<String, Limited> answerers = new ConcurrentHashMap<>();
    private final Semaphore underWay = new Semaphore(MOST_UNDER_WAY);

    void put(String name, UnaryOperator<String> answerer) {
        put(name, (request, about) -> answerer.apply(about), underWay);
    }

    /** @param most how many may be answered at once */
    void put(String name, int most, Answerer answerer) {
        put(name, answerer, new Semaphore(most));
    }

    private void put(String name, Answerer answerer, Semaphore limit) {
        answerers.put(new Question(name, "").name(), new Limited(answerer, limit));
    }

    /**
     * Answers on this thread.
     *
     * @return null if so many are being answered that this one must be asked again
     */
    @Nullable
    String answer(Incoming request) throws Wire.MalformedQueryException {
        Question question = Question.parse(String.valueOf(request.query()));
        Limited limited = answerers.get(question.name());
        if (limited == null) {
            throw new Wire.MalformedQueryException("this question has no answer here");
        }
        if (!limited.underWay.tryAcquire()) {
            return null;
        }
        try {
            return limited.answerer.answer(request, question.about());
        } finally {
            limited.underWay.release();
        }
    }
}
