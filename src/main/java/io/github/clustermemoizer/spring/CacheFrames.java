package io.github.clustermemoizer.spring;

import io.github.clustermemoizer.Lookup;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which look-ups have missed within the call of a cached method that is under way on this thread.
 *
 * <p>Spring calls {@code put} for a {@code @CachePut}, which the peers must hear of, and also at the end of a {@code
 * @Cacheable} whose {@code get} has missed, which they must not: it would drop their copies with every load. Within one call of
 * one method the two can be told apart by whether the key was looked up before; beyond it nothing can be told, since a method
 * that fails has no {@code put}. So a frame lives as long as the call.
 */
final class CacheFrames {
    private record Place(MemoizerCache cache, String statement) {}

    private static final ThreadLocal<Deque<Map<Place, Lookup>>> FRAMES = new ThreadLocal<>();

    private CacheFrames() {}

    static void open() {
        Deque<Map<Place, Lookup>> frames = FRAMES.get();
        if (frames == null) {
            frames = new ArrayDeque<>(2);
            FRAMES.set(frames);
        }
        frames.push(new HashMap<>(2));
    }

    static void close() {
        Deque<Map<Place, Lookup>> frames = FRAMES.get();
        if (frames != null) {
            frames.pop();
            if (frames.isEmpty()) {
                FRAMES.remove();
            }
        }
    }

    /** Outside of any frame it is forgotten at once. */
    static void missed(MemoizerCache cache, String statement, Lookup lookup) {
        Deque<Map<Place, Lookup>> frames = FRAMES.get();
        if (frames != null) {
            frames.element().put(new Place(cache, statement), lookup);
        }
    }

    /** Returns the look-up that has missed in the innermost frame, once; null if there was none. */
    static @Nullable Lookup take(MemoizerCache cache, String statement) {
        Deque<Map<Place, Lookup>> frames = FRAMES.get();
        return frames == null ? null : frames.element().remove(new Place(cache, statement));
    }
}
