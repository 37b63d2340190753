package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * {@code java -jar cluster-memoizer.jar doctor server-cluster.properties}: looks at every server from this machine, and asks
 * each what its own doctor says. Needs no class but those of this library and the JDK.
 */
final class DoctorCommand {
    private static final String USAGE = """
            usage: java -jar cluster-memoizer.jar doctor [--json] server-cluster.properties

            Asks every server that the file lists, from this machine, who it is to them, and what they found out about
            each other. Needs nothing but this jar. Exit status: 0 all is well, 1 something is wrong, 2 no such file or a
            mistake in it.
            """;

    private static final int WELL = 0;
    private static final int ILL = 1;
    private static final int MISUSED = 2;

    private final PrintStream out;
    private final PrintStream err;

    private DoctorCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** The main class of the jar. */
    public static void main(String[] arguments) {
        System.exit(new DoctorCommand(System.out, System.err).run(List.of(arguments)));
    }

    private int run(List<String> arguments) {
        var rest = new ArrayList<>(arguments);
        boolean json = rest.remove("--json");
        if (rest.size() != 2 || !rest.get(0).equals("doctor") || rest.get(1).startsWith("-")) {
            err.print(USAGE);
            return MISUSED;
        }
        ClusterConfig config;
        try {
            config = ClusterConfig.load(Path.of(rest.get(1)), warning -> err.println("warning: " + warning));
        } catch (NoSuchFileException e) {
            err.println("there is no file " + Printable.of(rest.get(1)));
            return MISUSED;
        } catch (IOException | IllegalArgumentException e) {
            err.println(e instanceof InvalidPathException ? "the file must have a name that is one" : e.getMessage());
            return MISUSED;
        }
        ExecutorService executor = Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "doctor");
            thread.setDaemon(true);
            return thread;
        });
        Diagnosis here = look(config, executor);
        Map<URI, @Nullable DoctorReport> reports = here.peers().isEmpty() ? Map.of() : reports(config, here, executor);
        out.println(json ? json(here, reports) : new DoctorTable(here, reports).text());
        boolean isWell =
                here.isHealthy() && reports.values().stream().allMatch(report -> report == null || report.isHealthy());
        return isWell ? WELL : ILL;
    }

    /** Looks at every server that the configuration lists. */
    static Diagnosis look(ClusterConfig config, ExecutorService executor) {
        if (!config.enabled()) {
            var off = new Finding(
                    Problem.CLUSTERING_OFF,
                    "clustering is off in this file, so nothing is sent or taken: set " + ConfigKeys.ENABLED
                            + " = true");
            return new Diagnosis("", List.of(off), List.of());
        }
        var unknown = new ArrayList<Finding>();
        List<URI> peers = peers(config, unknown);
        var looker = new Verdict.Looker(config, UUID.randomUUID().toString(), Version.own(), List.of(), false);
        var bare = new JdkTransport(config.timeout(), config.security().tls(), executor);
        var probe = new Probe(config, caller(config, looker.node(), bare, executor), bare);
        String about = new WhoAmI.Asker(false, List.of(), "").toJson();
        List<CompletableFuture<Symptoms>> looks =
                peers.stream().map(peer -> probe.look(peer, about)).toList();
        List<PeerDiagnosis.Draft> drafts = looks.stream()
                .map(CompletableFuture::join)
                .map(symptoms -> new PeerDiagnosis.Draft(symptoms, null, List.of()))
                .toList();
        return new Diagnosis("", unknown, PeerDiagnosis.Draft.all(looker, drafts));
    }

    private static List<URI> peers(ClusterConfig config, List<Finding> unknown) {
        var peers = new ArrayList<URI>();
        for (URI entry : config.peers()) {
            if (!PeerAddress.isDns(entry)) {
                peers.add(entry);
                continue;
            }
            try {
                peers.addAll(new DnsPeers(entry, InetAddress::getAllByName).peers());
            } catch (UnknownHostException e) {
                unknown.add(new Finding(
                        Problem.NAME_NOT_FOUND,
                        "the name in " + entry + " has no address here: mend it in " + ConfigKeys.PEERS
                                + ", or in the DNS"));
            }
        }
        return peers.stream().distinct().toList();
    }

    /** One after the other: each asks all the others meanwhile. */
    private static Map<URI, @Nullable DoctorReport> reports(
            ClusterConfig config, Diagnosis here, ExecutorService executor) {
        Duration patience = config.timeout().multipliedBy(Doctor.TIMEOUTS + 1);
        // Another name, since the numbers of what it sends begin anew.
        var bare = new JdkTransport(patience, config.security().tls(), executor);
        Caller caller = caller(config, UUID.randomUUID().toString(), bare, executor);
        var reports = new LinkedHashMap<URI, @Nullable DoctorReport>();
        for (PeerDiagnosis peer : here.peers()) {
            reports.put(
                    peer.peer(),
                    peer.instance().isEmpty()
                            ? null
                            : caller.ask(peer.peer(), new Question(Question.DOCTOR, ""))
                                    .thenApply(DoctorReport::of)
                                    .join());
        }
        return reports;
    }

    private static Caller caller(ClusterConfig config, String node, Transport bare, ExecutorService executor) {
        long start = System.nanoTime();
        Transport signing = config.security().sign(bare, config.path());
        return new Caller(node, config.path(), signing, executor, () -> System.nanoTime() - start);
    }

    private static String json(Diagnosis here, Map<URI, @Nullable DoctorReport> reports) {
        var servers = new LinkedHashMap<String, @Nullable Object>();
        reports.forEach((server, report) -> servers.put(server.toString(), report == null ? null : report.json()));
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("schema", Diagnosis.SCHEMA);
        map.put("here", Json.read(here.toJson()));
        map.put("servers", servers);
        return Json.write(map);
    }
}
