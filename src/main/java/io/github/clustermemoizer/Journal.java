package io.github.clustermemoizer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The last few hundred decisions, in a ring. Never written on a hit. Safe from any thread. */
final class Journal {
    /** Power of two. */
    private static final int ROOM = 512;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Line(
            long time,
            Explanation.Kind kind,
            @Nullable String statement,
            @Nullable Flush flush,
            int @Nullable [] hashes) {
        /** Returns the one statement that it tells of; null if it tells of more, or not of its text. */
        @Nullable
        String text() {
            return flush != null && flush.kind() == Flush.Kind.STATEMENT ? flush.text() : statement;
        }

        boolean concerns(String asked, Set<String> tags) {
            if (hashes != null) {
                return Arrays.stream(hashes).anyMatch(hash -> hash == asked.hashCode());
            }
            return flush != null ? flush.drops(asked, tags) : asked.equals(statement);
        }

        /** Returns the flush that it tells of; of hashes the one that concerns {@code asked}. */
        Optional<Flush> flush(String asked) {
            return hashes != null ? Optional.of(Flush.statement(asked)) : Optional.ofNullable(flush);
        }
    }

    private final AtomicReferenceArray<@Nullable Line> lines = new AtomicReferenceArray<>(ROOM);
    private final AtomicInteger next = new AtomicInteger();

    void flushed(long time, boolean byPeer, Flush flush) {
        add(new Line(time, byPeer ? Explanation.Kind.FLUSHED_BY_PEER : Explanation.Kind.FLUSHED, null, flush, null));
    }

    void flushedByHash(long time, int[] hashes) {
        add(new Line(time, Explanation.Kind.FLUSHED_BY_PEER, null, null, hashes));
    }

    /** All that was loaded before some time went, since a peer might have flushed it unheard. */
    void dropped(long time) {
        add(new Line(time, Explanation.Kind.DROPPED_WITHOUT_CONTACT, null, Flush.everything(), null));
    }

    void decided(long time, Explanation.Kind kind, String statement) {
        add(new Line(time, kind, statement, null, null));
    }

    /** @param tags those by which a tag flush is known to concern the statement */
    List<Explanation.Event> about(String statement, Set<String> tags, long now) {
        var events = new ArrayList<Explanation.Event>();
        int newest = next.get() - 1;
        for (int i = 0; i < ROOM; i++) {
            Line line = lines.get((newest - i) & (ROOM - 1));
            if (line != null && line.concerns(statement, tags)) {
                Duration ago = Duration.ofNanos(Math.max(0, now - line.time));
                events.add(new Explanation.Event(ago, line.kind, line.flush(statement)));
            }
        }
        return List.copyOf(events);
    }

    /** Returns the statement of this length and digest, if something is known to have happened to it. */
    Optional<String> find(int length, String digest) {
        for (int i = 0; i < ROOM; i++) {
            Line line = lines.get(i);
            String text = line == null ? null : line.text();
            if (text != null && text.length() == length && digest.equals(Digest.of(text))) {
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }

    /** Returns the flushes that are still known, the newest first. */
    List<Explanation.Event> flushes(long now) {
        var events = new ArrayList<Explanation.Event>();
        int newest = next.get() - 1;
        for (int i = 0; i < ROOM; i++) {
            Line line = lines.get((newest - i) & (ROOM - 1));
            if (line != null && (line.flush != null || line.hashes != null)) {
                Duration ago = Duration.ofNanos(Math.max(0, now - line.time));
                events.add(new Explanation.Event(ago, line.kind, Optional.ofNullable(line.flush)));
            }
        }
        return List.copyOf(events);
    }

    private void add(Line line) {
        lines.set(next.getAndIncrement() & (ROOM - 1), line);
    }
}
