package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the command line prints for people: who sees whom how, and then each finding in a sentence. */
final class DoctorTable {
    private final Diagnosis here;
    private final Map<URI, @Nullable DoctorReport> reports;
    private final StringBuilder out = new StringBuilder();

    DoctorTable(Diagnosis here, Map<URI, @Nullable DoctorReport> reports) {
        this.here = here;
        this.reports = reports;
    }

    String text() {
        if (!here.peers().isEmpty()) {
            matrix();
        }
        sentences("this file", of(here.findings()));
        here.peers().forEach(peer -> sentences(peer.peer() + ", seen from here", of(peer.findings())));
        reports.forEach((server, report) -> {
            if (report != null) {
                sentences(server + ", in its own eyes", report.own());
                report.peers().forEach((peer, row) -> sentences(peer + ", seen from " + server, row.findings()));
            }
        });
        boolean isWell =
                here.isHealthy() && reports.values().stream().allMatch(report -> report == null || report.isHealthy());
        out.append('\n').append(isWell ? "all is well" : "something is wrong: see the sentences above");
        return out.toString();
    }

    /** A row for each server, a column for each who looks at it. */
    private void matrix() {
        List<URI> servers = here.peers().stream().map(PeerDiagnosis::peer).toList();
        List<List<String>> rows = new ArrayList<>();
        var head = new ArrayList<>(List.of("", "server", "from here"));
        for (int i = 1; i <= servers.size(); i++) {
            head.add("from " + i);
        }
        rows.add(head);
        for (int i = 0; i < servers.size(); i++) {
            var row = new ArrayList<String>();
            row.add(String.valueOf(i + 1));
            row.add(servers.get(i).toString());
            row.add(word(of(here.peers().get(i).findings())));
            for (URI from : servers) {
                row.add(cell(reports.get(from), servers.get(i)));
            }
            rows.add(row);
        }
        var widths = new int[head.size()];
        rows.forEach(row ->
                Arrays.setAll(widths, i -> Math.max(widths[i], row.get(i).length())));
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(String.format("%-" + (widths[i] + 2) + "s", row.get(i)));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private static String cell(@Nullable DoctorReport report, URI server) {
        if (report == null) {
            return "?";
        }
        DoctorReport.Row row = report.peers().get(server.toString());
        return row == null ? "not listed" : row.isSelf() ? "self" : word(row.findings());
    }

    private static String word(List<DoctorReport.Said> findings) {
        Optional<String> worst = findings.stream()
                .filter(said -> !said.isNote())
                .map(DoctorReport.Said::problem)
                .findFirst();
        return worst.orElse("well");
    }

    private static List<DoctorReport.Said> of(List<Finding> findings) {
        return findings.stream()
                .map(finding -> new DoctorReport.Said(
                        finding.problem().code(), finding.problem().isNote(), finding.sentence()))
                .toList();
    }

    private void sentences(String about, List<DoctorReport.Said> findings) {
        if (!findings.isEmpty()) {
            out.append('\n').append(about).append(":\n");
            findings.forEach(said -> out.append(said.isNote() ? "  note: " : "  ")
                    .append(said.problem())
                    .append(": ")
                    .append(said.sentence())
                    .append('\n'));
        }
    }
}
