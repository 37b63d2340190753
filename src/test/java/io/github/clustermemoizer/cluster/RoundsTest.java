package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RoundsTest {
    private static final URI PEER = URI.create("http://127.0.0.2:8080");
    private static final Finding REFUSED = new Finding(Problem.NOT_ALLOWED, "add 127.0.0.1");
    private static final Finding MOVED = new Finding(Problem.NOT_ALLOWED, "add 127.0.0.9");
    private static final Finding BOUND = new Finding(Problem.DIFFERENT_SETTING, "bound");
    private static final Finding BEAT = new Finding(Problem.DIFFERENT_SETTING, "heartbeat");
    private static final Finding NOTE = new Finding(Problem.PROXY_BETWEEN, "a proxy");

    private final Logs logs = new Logs();
    private final AtomicReference<Diagnosis> state = new AtomicReference<>(diagnosis());
    private final List<Diagnosis> made = new ArrayList<>();
    private final Rounds rounds = new Rounds(List::of, link -> false, () -> {
        made.add(state.get());
        return CompletableFuture.completedFuture(state.get());
    });

    @AfterEach
    void close() {
        logs.close();
    }

    private static Diagnosis diagnosis(Finding... findings) {
        var peer = new PeerDiagnosis(
                PEER, false, Optional.of("you"), Optional.empty(), Optional.empty(), List.of(findings));
        return new Diagnosis("me", List.of(), List.of(peer));
    }

    @Test
    void look_allIsWell_asksOnceAndNeverAgain() {
        for (int i = 0; i < 1000; i++) {
            rounds.look();
        }

        assertThat(made).hasSize(1);
        assertThat(logs.lines("doctor")).isEmpty();
    }

    @Test
    void look_somethingStaysWrong_asksEverMoreSeldomAndLogsOnce() {
        state.set(diagnosis(REFUSED));

        for (int i = 0; i < 100; i++) {
            rounds.look();
        }

        // After 1, 2, 4, 8, 16, and then each 30 looks.
        assertThat(made).hasSize(8);
        assertThat(logs.lines("doctor")).containsExactly("WARN doctor: peer " + PEER + ": add 127.0.0.1 (not-allowed)");
    }

    @Test
    void tell_findingsChange_logsWhatAppearsAndWhatIsGone() {
        Stream.of(diagnosis(NOTE), diagnosis(REFUSED, NOTE), diagnosis(MOVED), diagnosis(MOVED), diagnosis())
                .forEach(rounds::tell);

        assertThat(logs.lines("doctor"))
                .containsExactly(
                        "INFO doctor: peer " + PEER + ": a proxy (proxy-between)",
                        "WARN doctor: peer " + PEER + ": add 127.0.0.1 (not-allowed)",
                        "WARN doctor: peer " + PEER + ": add 127.0.0.9 (not-allowed)",
                        "INFO doctor: peer " + PEER + ": this is no longer so: proxy-between",
                        "INFO doctor: peer " + PEER + ": this is no longer so: not-allowed");
    }

    @Test
    void tell_severalOfOneKind_logsEach() {
        Stream.of(diagnosis(BOUND, BEAT), diagnosis(BEAT), diagnosis(BEAT, BOUND))
                .forEach(rounds::tell);

        assertThat(logs.lines("doctor"))
                .containsExactly(
                        "WARN doctor: peer " + PEER + ": bound (different-setting)",
                        "WARN doctor: peer " + PEER + ": heartbeat (different-setting)",
                        "WARN doctor: peer " + PEER + ": bound (different-setting)");
    }

    /** As they run in a server, but faster. */
    @Test
    void look_peerIsMendedAndBreaks_tellsBoth() {
        try (var ward = new Ward().file(2, "server-cluster.allowed-requesters = 127.0.0.9")) {
            ward.start();
            var ofWww1 = new Rounds(
                    ward.broadcaster(1)::links,
                    link -> false,
                    () -> ward.broadcaster(1).diagnose());
            await(() -> {
                ofWww1.look();
                return !logs.lines("WARN doctor: peer " + ward.www(2) + ": it does not allow")
                        .isEmpty();
            });

            ward.broadcaster(2).close();
            ward.file(2, "server-cluster.allowed-requesters = 127.0.0.1");
            ward.restart(2);

            await(() -> {
                ofWww1.look();
                return !logs.lines("INFO doctor: peer " + ward.www(2) + ": this is no longer so: not-allowed")
                        .isEmpty();
            });
            assertThat(logs.lines("WARN doctor: peer " + ward.www(2) + ": it does not allow"))
                    .hasSize(1);
        }
    }
}
