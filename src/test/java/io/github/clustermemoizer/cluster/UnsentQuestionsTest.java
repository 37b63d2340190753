package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who asks is always told what came of it, even where nothing can be sent. */
class UnsentQuestionsTest {
    private static final URI FIRST = URI.create("http://10.0.0.1:8080");
    private static final URI SECOND = URI.create("http://10.0.0.2:8080");

    private record Trouble(String failure, Runnable executing, Runnable sending) {
        PeerReply reply() {
            return new PeerReply(0, "", Optional.of(failure));
        }
    }

    private static Stream<Trouble> troubles() {
        Runnable nothing = () -> {};
        return Stream.of(
                new Trouble("IllegalStateException: no connections any more", nothing, () -> {
                    throw new IllegalStateException("no connections any more");
                }),
                new Trouble(
                        "RejectedExecutionException: closed",
                        () -> {
                            throw new RejectedExecutionException("closed");
                        },
                        nothing),
                new Trouble(
                        "OutOfMemoryError: no thread to be had",
                        () -> {
                            throw new OutOfMemoryError("no thread to be had");
                        },
                        nothing));
    }

    private Runnable executing = () -> {};
    private Runnable sending = () -> {};

    @AutoClose
    private final ClusterBroadcaster broadcaster = new ClusterBroadcaster(
            ClusterConfig.builder()
                    .peers(FIRST.toString(), SECOND.toString())
                    .timeout(Duration.ofMillis(1))
                    .build(),
            new Surroundings(
                    "me", this::send, this::execute, Runnable::run, (task, nanos) -> {}, System::nanoTime, () -> 0.5));

    private void send(
            URI peer, String target, Map<String, String> headers, BiConsumer<Transport.Reply, Throwable> then) {
        sending.run();
        then.accept(new Transport.Reply(200, Wire.SUCCESSFUL, Map.of(Headers.NODE, "you")), null);
    }

    /** As on a thread: what a task throws reaches nobody. */
    private void execute(Runnable task) {
        executing.run();
        try {
            task.run();
        } catch (RuntimeException e) {
            // Nobody.
        }
    }

    private void begin(Trouble trouble) {
        executing = trouble.executing;
        sending = trouble.sending;
    }

    private static <T> CompletableFuture<T> begun(Supplier<CompletableFuture<T>> question) {
        try {
            return question.get();
        } catch (OutOfMemoryError e) { // would end the whole run, not this test alone
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void ask_cannotBeSent_isToldWhy(Trouble trouble) {
        broadcaster.followPeers();
        begin(trouble);

        assertThat(begun(() -> broadcaster.ask("anything", "")))
                .isCompletedWithValue(Map.of(FIRST, trouble.reply(), SECOND, trouble.reply()));
        assertThat(begun(() -> broadcaster.ask(FIRST, "anything", ""))).isCompletedWithValue(trouble.reply());
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void getFromPeers_notEvenGreeted_isToldWhy(Trouble trouble) {
        sending = () -> {
            throw new IllegalStateException("not yet");
        };
        broadcaster.followPeers();
        begin(trouble);

        assertThat(begun(() -> broadcaster.getFromPeers("/x")))
                .isCompletedWithValue(Map.of(FIRST, trouble.reply(), SECOND, trouble.reply()));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void diagnose_cannotBeSent_findsThatOfEveryPeer(Trouble trouble) {
        broadcaster.followPeers();
        begin(trouble);

        CompletableFuture<Diagnosis> diagnosis = begun(broadcaster::diagnose);

        assertThat(diagnosis)
                .isCompletedWithValueMatching(done -> done.peers().stream()
                        .map(peer -> peer.findings().get(0).problem())
                        .toList()
                        .equals(List.of(Problem.BROKEN_OFF, Problem.BROKEN_OFF)));
    }
}
