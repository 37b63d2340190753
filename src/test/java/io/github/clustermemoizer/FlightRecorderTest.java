package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.EventType;
import jdk.jfr.Recording;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // the scope is there to be open
class FlightRecorderTest {
    private static final String LONG = "select " + "x".repeat(200);

    @TempDir
    private Path folder;

    private final Memoizer memoizer = Memoizer.builder().build();

    @Test
    void load_whileRecorded_tellsWhatBecameOfIt() throws Exception {
        List<RecordedEvent> events = recorded("memoizer.Load", () -> {
            memoizer.memoize("kept", () -> 1);
            memoizer.memoize("kept", () -> 1);
            memoizer.memoize("flushed", () -> memoizer.flushLocal("flushed"));
            memoizer.memoize(LONG, () -> 1);
            assertThatThrownBy(() -> memoizer.memoize("failed", () -> {
                        throw new IllegalStateException("down");
                    }))
                    .hasMessage("down");
            try (FlushScope scope = memoizer.flushScope()) {
                memoizer.memoize("aside", () -> 1);
            }
        });

        assertThat(events)
                .extracting(event -> event.getString("statement") + ": " + event.getString("outcome"))
                .containsExactly(
                        "kept: KEPT",
                        "flushed: NOT_KEPT_AFTER_FLUSH",
                        LONG.substring(0, 100) + "…: KEPT",
                        "failed: LOAD_FAILED",
                        "aside: NOT_KEPT_IN_SCOPE");
        assertThat(events)
                .allMatch(event -> event.getThread()
                        .getJavaName()
                        .equals(Thread.currentThread().getName()));
    }

    @Test
    void load_shorterThanTheThreshold_isNotRecorded() throws Exception {
        try (var recording = new Recording()) {
            recording.enable("memoizer.Load").withThreshold(Duration.ofHours(1));
            recording.start();
            memoizer.memoize("quick", () -> 1);

            assertThat(events(recording)).isEmpty();
            assertThat(EventType.getEventType(LoadEvent.class).getSettingDescriptors())
                    .filteredOn(setting -> setting.getName().equals("threshold"))
                    .extracting(SettingDescriptor::getDefaultValue)
                    .containsExactly("10 ms");
        }
    }

    @Test
    void flush_whileRecorded_tellsWhoAndHowMany() throws Exception {
        var peers = new RecordingBroadcaster();
        Memoizer one = Memoizer.builder().broadcaster(peers).build();
        List<RecordedEvent> events = recorded("memoizer.Flush", () -> {
            one.memoize("a", () -> 1);
            one.memoize("ab", () -> 1);
            one.memoize("c", () -> 1);
            one.flush("nothing");
            one.flush(Flush.prefix("a"));
            peers.target().flushLocal(Flush.everything());
            peers.target().flushLocalByHash(new int[] {1, 2});
        });

        assertThat(events)
                .extracting(event -> event.getString("kind") + " '" + event.getString("text") + "' "
                        + event.getInt("statements") + " " + event.getBoolean("byPeer") + " " + event.getInt("dropped"))
                .containsExactly(
                        "STATEMENT 'nothing' 0 false 0",
                        "PREFIX 'a' 0 false 2",
                        "EVERYTHING '' 0 true 1",
                        "STATEMENT '' 2 true 0");
    }

    @Test
    void events_notRecorded_areNotMade() throws Exception {
        assertThat(recorded("memoizer.Load", () -> {})).isEmpty(); // JFR has run once, and the classes are its own now

        assertThat(Recordings.load()).isNull();
        assertThat(Recordings.flush()).isNull();
    }

    private List<RecordedEvent> recorded(String event, Runnable action) throws Exception {
        try (var recording = new Recording()) {
            recording.enable(event).withoutThreshold();
            recording.start();
            action.run();
            return events(recording).stream()
                    .filter(recorded -> recorded.getEventType().getName().equals(event))
                    .toList();
        }
    }

    private List<RecordedEvent> events(Recording recording) throws Exception {
        recording.stop();
        Path file = folder.resolve("recording.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("memoizer."))
                .sorted(Comparator.comparing(RecordedEvent::getEndTime))
                .toList();
    }
}
