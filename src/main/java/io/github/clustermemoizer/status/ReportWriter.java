package io.github.clustermemoizer.status;

import io.github.clustermemoizer.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Writes what this server tells of itself, as {@link ReportReader} reads it. */
final class ReportWriter {
    static final int SCHEMA = 1;

    /** An answer to a peer's question may have 64 kB. */
    private static final int LARGEST = 60_000;

    private ReportWriter() {}

    /** Returns the whole of it, less the oldest flushes where these make it too large. */
    static String write(Report report) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("schema", SCHEMA);
        all.putAll(withoutFlushes(report));
        var flushes = new ArrayList<Object>();
        int size = size(all);
        for (FlushLine line : report.flushes()) {
            Map<String, @Nullable Object> flush = flush(line);
            size += size(flush);
            if (size > LARGEST) {
                break;
            }
            flushes.add(flush);
        }
        all.put("flushes", flushes);
        return Json.write(all);
    }

    static Map<String, @Nullable Object> withoutFlushes(Report report) {
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("instance", report.instance());
        all.put("version", report.version());
        all.put("uptimeSeconds", Rounded.of(report.uptimeSeconds()));
        all.put("boundSeconds", Rounded.of(report.boundSeconds()));
        all.put("boundInForceSeconds", number(report.boundInForceSeconds()));
        all.put("received", report.received());
        all.put("receivedFlushes", report.receivedFlushes());
        all.put("refused", report.refused());
        all.put("values", values(report.values()));
        all.put("lines", lines(report.lines()));
        all.put("peers", report.peers().stream().map(ReportWriter::sight).toList());
        return all;
    }

    static @Nullable Number number(OptionalDouble number) {
        return number.isPresent() ? Rounded.of(number.getAsDouble()) : null;
    }

    private static Map<String, @Nullable Object> values(Values values) {
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("memoizers", values.memoizers());
        all.put("entries", values.entries());
        all.put("hits", values.hits());
        all.put("misses", values.misses());
        all.put("loads", values.loads());
        all.put("loadFailures", values.loadFailures());
        all.put("loadSeconds", Rounded.of(values.loadSeconds()));
        all.put("flushed", values.flushed());
        all.put("evictions", values.evictions());
        all.put("hitsBeyondBound", values.hitsBeyondBound());
        return all;
    }

    private static Map<String, @Nullable Object> lines(TimeLines lines) {
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("slotSeconds", TimeLines.SLOT_SECONDS);
        all.put("flushRate", lines.flushRate().toJson());
        all.put("settleP50Millis", lines.settleP50().toJson());
        all.put("settleP99Millis", lines.settleP99().toJson());
        all.put("hitRate", lines.hitRate().toJson());
        return all;
    }

    private static Map<String, @Nullable Object> sight(Sight sight) {
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("peer", sight.peer());
        all.put("state", sight.state().name());
        all.put("instance", sight.instance().orElse(null));
        all.put("lastHeardSeconds", Rounded.of(sight.lastHeardSeconds()));
        all.put("pending", sight.pending());
        all.put("failures", sight.failures());
        all.put("roundTripMillis", number(sight.roundTripMillis()));
        all.put("settleP50Millis", number(sight.settleP50()));
        all.put("settleP99Millis", number(sight.settleP99()));
        return all;
    }

    private static Map<String, @Nullable Object> flush(FlushLine line) {
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("secondsAgo", Rounded.of(line.secondsAgo()));
        all.put("origin", line.origin().orElse(null));
        all.put("kind", line.kind());
        all.put("text", line.text());
        all.put("length", line.length());
        all.put("digest", line.digest().orElse(null));
        all.put("more", line.more());
        all.put("dropped", line.dropped());
        all.put("followed", line.followed());
        var fates = new LinkedHashMap<String, Object>();
        line.fates().forEach((peer, fate) -> fates.put(peer, fate(fate)));
        all.put("fates", fates);
        return all;
    }

    static Map<String, @Nullable Object> fate(Fate fate) {
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("outcome", fate.outcome().name());
        all.put("millis", number(fate.millis()));
        return all;
    }

    private static int size(Object json) {
        return Json.write(json).getBytes(StandardCharsets.UTF_8).length + 1;
    }
}
