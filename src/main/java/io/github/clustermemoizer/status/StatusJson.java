package io.github.clustermemoizer.status;

import io.github.clustermemoizer.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the page shows, for machines. Its form is documented, and has a number. */
final class StatusJson {
    private StatusJson() {}

    static String write(ClusterView view) {
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("schema", ReportWriter.SCHEMA);
        all.put("well", view.isWell());
        all.put("summary", view.summary());
        all.put("servers", view.servers().stream().map(StatusJson::server).toList());
        all.put("flushes", view.flushes().stream().map(StatusJson::flush).toList());
        return Json.write(all);
    }

    private static Map<String, @Nullable Object> server(ServerView server) {
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("address", server.address());
        all.put("here", server.isHere());
        all.put("problem", server.problem().orElse(null));
        all.put("reportedSecondsAgo", Rounded.of(server.reportedSecondsAgo()));
        all.put("status", server.report().map(ReportWriter::withoutFlushes).orElse(null));
        return all;
    }

    private static Map<String, @Nullable Object> flush(FlushRow row) {
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("secondsAgo", Rounded.of(row.secondsAgo()));
        all.put("origin", row.origin());
        all.put("kind", row.kind());
        all.put("text", row.text());
        all.put("length", row.length());
        all.put("more", row.more());
        all.put("followed", row.followed());
        List<Map<String, @Nullable Object>> at = new ArrayList<>();
        for (FlushRow.At there : row.at()) {
            var one = new LinkedHashMap<String, @Nullable Object>();
            one.put("server", there.server());
            one.put("outcome", there.fate().map(fate -> fate.outcome().name()).orElse(null));
            one.put(
                    "millis",
                    there.fate().map(fate -> ReportWriter.number(fate.millis())).orElse(null));
            one.put("dropped", there.dropped().isPresent() ? there.dropped().getAsLong() : null);
            at.add(one);
        }
        all.put("at", at);
        return all;
    }
}
