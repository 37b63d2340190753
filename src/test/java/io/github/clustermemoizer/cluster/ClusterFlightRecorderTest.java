package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Waiting.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Lease;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClusterFlightRecorderTest {
    @TempDir
    private Path folder;

    @Test
    void flush_whileRecorded_isSeenOnBothSides() throws Exception {
        try (var cluster = TestCluster.of(2);
                var recording = new Recording()) {
            var www1 = cluster.node(0);
            www1.greebles.name(43);
            cluster.node(1).greebles.name(43);
            recording.enable("memoizer.Broadcast");
            recording.enable("memoizer.Received");
            recording.start();

            assertThat(www1.greebles.rename(43, "renamed").await(Duration.ofSeconds(20)))
                    .isTrue();
            RawHttp.send("127.0.1.1", www1.uri(), "GET", "/SYSTEM/flush-memoized-statement?all=true");

            List<RecordedEvent> events = events(recording);
            assertThat(events)
                    .filteredOn(event -> event.getEventType().getName().equals("memoizer.Broadcast"))
                    .extracting(event -> event.getString("peer") + " " + event.getString("outcome"))
                    .containsExactly(cluster.node(1).uri() + " acknowledged");
            assertThat(events)
                    .filteredOn(event -> event.getEventType().getName().equals("memoizer.Received"))
                    .extracting(event -> event.getString("from") + " " + event.getString("outcome") + " "
                            + event.getInt("items") + " " + event.getInt("dropped"))
                    .containsExactlyInAnyOrder("127.0.0.1 taken 1 1", "127.0.1.1 not allowed 0 0");
        }
    }

    @Test
    void request_fails_isRecordedWithItsCause() throws Exception {
        try (var recording = new Recording()) {
            recording.enable("memoizer.Broadcast");
            recording.start();
            try (var broadcaster = new ClusterBroadcaster(
                    ClusterConfig.builder().peers("http://127.0.0.1:1").build())) {
                await(() -> !broadcaster.status().peers().get(0).failures().isEmpty());
                await(() -> broadcaster.status().peers().get(0).failures().getOrDefault("no connection", 0L) > 1);
            }

            assertThat(events(recording))
                    .isNotEmpty()
                    .allMatch(
                            event -> event.getString("outcome").equals("no connection") && event.getInt("query") == 0);
        }
    }

    @Test
    void heartbeat_answered_isNotRecorded() throws Exception {
        URI peer = URI.create("http://127.0.0.1:1");
        try (var recording = new Recording()) {
            recording.enable("memoizer.Broadcast");
            recording.start();

            requireNonNull(Recordings.broadcast()).ended(peer, 0, null, 0);
            requireNonNull(Recordings.broadcast()).ended(peer, 0, "TLS", 0);
            requireNonNull(Recordings.broadcast()).ended(peer, 9, null, 1);

            assertThat(events(recording))
                    .extracting(event ->
                            event.getInt("query") + " " + event.getString("outcome") + " " + event.getInt("pending"))
                    .containsExactly("0 TLS 0", "9 acknowledged 1");
        }
    }

    @Test
    void events_notRecorded_areNotMade() throws Exception {
        try (var recording = new Recording()) {
            recording.start();
            assertThat(events(recording)).isEmpty(); // JFR has run once, and the classes are its own now
        }

        assertThat(Recordings.broadcast()).isNull();
        assertThat(Recordings.received()).isNull();
    }

    @Test
    void isolation_beginsAndEnds_isRecordedOnceEach() throws Exception {
        var isolation = new Isolation();
        long second = Duration.ofSeconds(1).toNanos();
        try (var recording = new Recording()) {
            recording.enable("memoizer.Isolation");
            recording.start();

            isolation.look(lease(0), 14 * second);
            isolation.look(lease(0), 15 * second);
            isolation.look(lease(0), 16 * second);
            isolation.look(lease(18), 18 * second);
            isolation.look(lease(19), 19 * second);

            assertThat(events(recording))
                    .extracting(event -> event.getBoolean("begins") + " " + event.getDuration("bound") + " "
                            + event.getString("beyond") + " " + event.getDuration("lasted"))
                    .containsExactly("true PT30S RELOAD PT0S", "false PT30S RELOAD PT3S");
        }
    }

    /** Many images are made of the modules that an application needs, and JFR is none of them. */
    @Test
    void runtime_withoutFlightRecorder_isEnough() throws Exception {
        Path log = folder.resolve("child.log");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--limit-modules",
                        "java.se,jdk.net,jdk.unsupported", // HttpClient needs jdk.net
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutFlightRecorder.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(child.waitFor(50, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }

        assertThat(Files.readString(log))
                .contains("no JFR, 1 flushed, 1 loaded")
                .doesNotContain("Error");
    }

    private static Lease lease(long heard) {
        return new Lease(Duration.ofSeconds(heard).toNanos(), Duration.ofSeconds(30), Lease.Beyond.RELOAD, false);
    }

    private List<RecordedEvent> events(Recording recording) throws Exception {
        recording.stop();
        Path file = folder.resolve("recording.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("memoizer."))
                .toList();
    }
}
