package io.github.clustermemoizer.cluster;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What {@link Received} tells, as it is counted. Safe from any thread. */
final class Receipts {
    private final LongAdder requests = new LongAdder();
    private final LongAdder items = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class); // not changed after the constructor

    Receipts() {
        for (Refusal cause : Refusal.values()) {
            refused.put(cause, new LongAdder());
        }
    }

    void taken(int items, int dropped) {
        requests.increment();
        if (items > 0) {
            this.items.add(items);
            this.dropped.add(dropped);
        }
    }

    void refused(Refusal cause) {
        requireNonNull(refused.get(cause)).increment();
    }

    Received received() {
        var causes = new HashMap<String, Long>();
        refused.forEach((cause, count) -> causes.put(cause.words(), count.sum()));
        return new Received(requests.sum(), items.sum(), dropped.sum(), causes);
    }
}
