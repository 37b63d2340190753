package io.github.clustermemoizer.status;

import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All that the pages of one broadcaster share: what is recorded, and what is asked and answered. */
final class Station {
    /** Each peer that shows a page asks once a second. */
    private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(250);

    // The broadcaster holds its station, as listener and answerer; so the map need not, and holds neither for ever.
    private static final Map<ClusterBroadcaster, WeakReference<Station>> ALL = new WeakHashMap<>(); // guarded by itself

    private final Recorder recorder;
    private final Reporter reporter;
    private final Census census;
    private final Explainer explainer;
    private @Nullable String report; // guarded by this
    private long reported; // guarded by this

    private Station(ClusterBroadcaster broadcaster) {
        recorder = new Recorder(broadcaster::memoizers, System::nanoTime);
        reporter = new Reporter(broadcaster, recorder);
        census = new Census(broadcaster, reporter, System::nanoTime);
        explainer = new Explainer(broadcaster);
    }

    /** Returns the one of a broadcaster. With the first call it begins to record, and to answer its peers. */
    static Station of(ClusterBroadcaster broadcaster) {
        synchronized (ALL) {
            WeakReference<Station> known = ALL.get(broadcaster);
            Station there = known == null ? null : known.get();
            if (there != null) {
                return there;
            }
            var station = new Station(broadcaster);
            broadcaster.addListener(station.recorder);
            broadcaster.answer(Census.QUESTION, about -> station.report());
            broadcaster.answer(Explainer.QUESTION, station.explainer::answer);
            ALL.put(broadcaster, new WeakReference<>(station));
            return station;
        }
    }

    Census census() {
        return census;
    }

    Explainer explainer() {
        return explainer;
    }

    private synchronized String report() {
        long now = System.nanoTime();
        if (report == null || now - reported >= FRESH) {
            report = ReportWriter.write(reporter.report());
            reported = now;
        }
        return report;
    }
}
