package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random histories on one thread, step by step beside a plain map that does the same. */
@SuppressWarnings("try") // the scope is there to be open
class MemoizerModelTest {
    private static final int HISTORIES = 2_000;
    private static final int OPERATIONS = 100;

    private static final List<String> STATEMENTS = List.of("select a1", "select a2", "select b1", "count b2");
    private static final List<Set<String>> TAGS = List.of(Set.of(), Set.of("x"), Set.of("y"), Set.of("x", "y"));
    private static final Duration ANY = Duration.ofDays(1);

    private static final List<MemoizerModel.Drop> WIDE = List.of(
            new MemoizerModel.Drop(Flush.prefix("select a"), (statement, tags) -> STATEMENTS.indexOf(statement) < 2),
            new MemoizerModel.Drop(
                    Flush.matching("*t [a-b]2"), (statement, tags) -> STATEMENTS.indexOf(statement) % 2 == 1),
            new MemoizerModel.Drop(Flush.tag("x"), (statement, tags) -> tags.contains("x")),
            new MemoizerModel.Drop(Flush.tag("y"), (statement, tags) -> tags.contains("y")),
            new MemoizerModel.Drop(Flush.tag("y").byDigest(), (statement, tags) -> tags.contains("y")),
            new MemoizerModel.Drop(Flush.everything(), (statement, tags) -> true));

    @Test
    void memoizer_randomHistories_doesAsThePlainMap() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            var history = new History(seed);
            try {
                for (int i = 0; i < OPERATIONS; i++) {
                    history.step();
                }
            } catch (Throwable e) {
                throw new AssertionError("history with seed " + seed + ": " + history.log, e);
            }
        }
    }

    /** One memoizer beside its model. */
    private static final class History {
        final List<String> log = new ArrayList<>();
        private final SplittableRandom random;
        private final FakeTicker ticker = new FakeTicker();
        private final RecordingBroadcaster peers = new RecordingBroadcaster();
        private final Memoizer memoizer =
                Memoizer.builder().ticker(ticker).broadcaster(peers).build();
        private final MemoizerModel model = new MemoizerModel();
        private int values;

        History(int seed) {
            random = new SplittableRandom(seed);
        }

        void step() {
            if (random.nextInt(12) == 0) {
                scope();
            } else {
                operation();
            }
            assertThat(peers.sent()).isEqualTo(model.sent);
        }

        private void scope() {
            boolean commit = random.nextBoolean();
            try (FlushScope scope = memoizer.flushScope()) {
                model.scope = true;
                log.add("scope{");
                for (int i = random.nextInt(6); i > 0; i--) {
                    operation();
                }
                log.add(commit ? "}commit" : "}");
                if (commit) {
                    scope.commit();
                }
            }
            model.endScope(commit);
            compare();
        }

        private void operation() {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> memoize(random.nextBoolean() ? ANY : age());
                case 3 -> seed();
                case 4 -> seedWith();
                default -> flushOrWait();
            }
            compare();
        }

        private void memoize(Duration maxAge) {
            StatementKey key = key();
            Integer there = model.find(key.text(), key.tags(), maxAge);
            int value = ++values;
            log.add("memoize " + key.text() + key.tags() + maxAge + "=" + (there == null ? value : there));
            if (there != null) {
                assertThat(read(key, maxAge, () -> value)).isEqualTo(there);
                return;
            }
            var load = model.begin(key.text(), key.tags(), value);
            assertThat(read(key, maxAge, () -> meanwhile(value))).isEqualTo(value);
            model.endLoad(load);
        }

        private int read(StatementKey key, Duration maxAge, Loader<Integer, RuntimeException> loader) {
            return maxAge.equals(ANY) ? memoizer.memoize(key, loader) : memoizer.memoize(key, maxAge, loader);
        }

        private void seed() {
            StatementKey key = key();
            int value = ++values;
            log.add("seed " + key.text() + key.tags() + "=" + value);
            model.endSeed(model.begin(key.text(), key.tags(), value));
            memoizer.seed(key, value);
        }

        private void seedWith() {
            StatementKey key = key();
            int value = ++values;
            log.add("seedWith " + key.text() + key.tags() + "=" + value);
            var seed = model.begin(key.text(), key.tags(), value);
            int written = memoizer.seedWith(key, () -> meanwhile(value));
            assertThat(written).isEqualTo(value);
            model.endSeed(seed);
        }

        /** What happens while a loader or a write runs. */
        private int meanwhile(int value) {
            for (int i = random.nextInt(3); i > 0; i--) {
                log.add("meanwhile");
                flushOrWait();
            }
            return value;
        }

        private void flushOrWait() {
            int dice = random.nextInt(5);
            if (dice == 0) {
                Duration pause = age();
                log.add("wait " + pause);
                ticker.advance(pause);
                model.now = model.now.plus(pause);
                return;
            }
            MemoizerModel.Drop drop = drop();
            log.add(List.of("flush", "flush", "flushLocal", "received").get(dice - 1)
                    + drop.flush().kind()
                    + ' '
                    + drop.flush().text());
            switch (dice) {
                case 3 -> assertThat(memoizer.flushLocal(drop.flush())).isEqualTo(model.drop(drop));
                case 4 -> assertThat(peers.target().flushLocal(drop.flush())).isEqualTo(model.drop(drop));
                default -> {
                    memoizer.flush(drop.flush());
                    model.flush(drop);
                }
            }
        }

        private void compare() {
            Duration maxAge = age();
            for (String statement : STATEMENTS) {
                assertThat(memoizer.isCached(statement)).isEqualTo(model.isCached(statement, ANY));
                assertThat(memoizer.isCached(statement, maxAge)).isEqualTo(model.isCached(statement, maxAge));
            }
        }

        private StatementKey key() {
            String[] tags = TAGS.get(random.nextInt(TAGS.size())).toArray(String[]::new);
            return StatementKey.of(statement()).tagged(tags);
        }

        private MemoizerModel.Drop drop() {
            if (random.nextInt(3) > 0) {
                return WIDE.get(random.nextInt(WIDE.size()));
            }
            MemoizerModel.Drop one = MemoizerModel.one(statement());
            return random.nextBoolean()
                    ? one
                    : new MemoizerModel.Drop(one.flush().byDigest(), one.drops());
        }

        private String statement() {
            return STATEMENTS.get(random.nextInt(STATEMENTS.size()));
        }

        private Duration age() {
            return Duration.ofMillis(random.nextInt(5));
        }
    }
}
