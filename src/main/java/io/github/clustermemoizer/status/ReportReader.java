package io.github.clustermemoizer.status;

import io.github.clustermemoizer.PeerOutcome;
import io.github.clustermemoizer.json.Json;

/** Reads what a peer tells of itself. Nothing of it is believed to be well formed. */
final class ReportReader {
    static final int MOST_PEERS = 1_000;

    private ReportReader() {}

    /**
     * Reads a report.
     *
     * @throws IllegalArgumentException if it is none, or of another schema; the text repeats nothing of it
     */
    static Report read(String json) {
        Fields fields = Fields.of(Json.read(json));
        if (fields.count("schema") != ReportWriter.SCHEMA) {
            throw new IllegalArgumentException("it speaks another schema than " + ReportWriter.SCHEMA);
        }
        return new Report(
                fields.text("instance"),
                fields.text("version"),
                fields.number("uptimeSeconds"),
                fields.number("boundSeconds"),
                fields.optionalNumber("boundInForceSeconds"),
                fields.count("received"),
                fields.count("receivedFlushes"),
                fields.count("refused"),
                values(fields.object("values")),
                lines(fields.object("lines")),
                fields.list("peers", MOST_PEERS, ReportReader::sight),
                fields.list("flushes", Recorder.MOST_FLUSHES, ReportReader::flush));
    }

    private static Values values(Fields fields) {
        return new Values(
                fields.count("memoizers"),
                fields.count("entries"),
                fields.count("hits"),
                fields.count("misses"),
                fields.count("loads"),
                fields.count("loadFailures"),
                fields.number("loadSeconds"),
                fields.count("flushed"),
                fields.count("evictions"),
                fields.count("hitsBeyondBound"));
    }

    private static TimeLines lines(Fields fields) {
        if (fields.count("slotSeconds") != TimeLines.SLOT_SECONDS) {
            throw new IllegalArgumentException("slots are not of " + TimeLines.SLOT_SECONDS + " seconds");
        }
        return new TimeLines(
                fields.line("flushRate", TimeLines.SLOTS),
                fields.line("settleP50Millis", TimeLines.SLOTS),
                fields.line("settleP99Millis", TimeLines.SLOTS),
                fields.line("hitRate", TimeLines.SLOTS));
    }

    private static Sight sight(Fields fields) {
        return new Sight(
                fields.text("peer"),
                fields.state("state"),
                fields.optionalText("instance"),
                fields.number("lastHeardSeconds"),
                fields.count("pending"),
                fields.count("failures"),
                fields.optionalNumber("roundTripMillis"),
                fields.optionalNumber("settleP50Millis"),
                fields.optionalNumber("settleP99Millis"));
    }

    private static FlushLine flush(Fields fields) {
        return new FlushLine(
                fields.number("secondsAgo"),
                fields.optionalText("origin"),
                fields.text("kind"),
                fields.text("text"),
                fields.count("length"),
                fields.optionalText("digest"),
                fields.count("more"),
                fields.count("dropped"),
                fields.flag("followed"),
                fields.entries("fates", MOST_PEERS, ReportReader::fate));
    }

    private static Fate fate(Fields fields) {
        return new Fate(fields.choice("outcome", PeerOutcome.class), fields.optionalNumber("millis"));
    }
}
