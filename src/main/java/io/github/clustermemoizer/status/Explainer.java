package io.github.clustermemoizer.status;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.MemoizerView;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.PeerReply;
import io.github.clustermemoizer.cluster.PeerStatus;
import io.github.clustermemoizer.cluster.WireForm;
import io.github.clustermemoizer.json.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks all servers about a statement, and answers such questions. Both ends of what then travels. */
final class Explainer {
    static final String QUESTION = "explain";

    private static final String TEXT = "text:";
    private static final Pattern DIGEST = Pattern.compile("digest:([0-9]{1,9}):([A-Za-z0-9_-]{43})");

    /** Encoded, and less than a request line may have; what is longer goes by its digest. */
    private static final int LONGEST = 4_000;

    private static final int MOST_MEMOIZERS = 8;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

    private final ClusterBroadcaster broadcaster;
    private final boolean tellsTexts;

    Explainer(ClusterBroadcaster broadcaster) {
        this.broadcaster = broadcaster;
        this.tellsTexts = broadcaster.config().wire() == WireForm.TEXT;
    }

    /** What the peers are asked about one statement. */
    private record Round(String statement, Map<URI, CompletableFuture<PeerReply>> replies) {}

    /** Returns what each server says, this one first. Waits for the others, up to two seconds. */
    Asked explain(String text) {
        List<PeerStatus> peers = broadcaster.status().peers();
        List<Round> rounds = LineEnds.forms(text).stream()
                .map(statement -> new Round(statement, ask(statement, peers)))
                .toList();
        await(CompletableFuture.allOf(rounds.stream()
                .flatMap(round -> round.replies().values().stream())
                .toArray(CompletableFuture[]::new)));
        String own = peers.stream()
                .filter(peer -> peer.state() == PeerStatus.State.SELF)
                .map(peer -> peer.peer().toString())
                .findFirst()
                .orElse("this server");
        return new Asked(rounds.stream()
                .map(round -> new Asked.Form(round.statement(), answers(own, round)))
                .toList());
    }

    private Map<URI, CompletableFuture<PeerReply>> ask(String statement, List<PeerStatus> peers) {
        String about = about(statement);
        Map<URI, CompletableFuture<PeerReply>> asked = new LinkedHashMap<>();
        for (PeerStatus peer : peers) {
            if (peer.state() != PeerStatus.State.SELF) {
                asked.put(peer.peer(), broadcaster.ask(peer.peer(), QUESTION, about));
            }
        }
        return asked;
    }

    private List<ServerExplanation> answers(String own, Round round) {
        var all = new ArrayList<ServerExplanation>();
        List<Explained> here = broadcaster.memoizers().stream()
                .map(memoizer -> Explained.of(memoizer.explain(round.statement()), true))
                .toList();
        all.add(new ServerExplanation(own, true, here, Optional.empty()));
        round.replies().forEach((peer, reply) -> all.add(read(peer.toString(), reply.getNow(null))));
        return all;
    }

    /** Answers a question of a peer. */
    String answer(String about) {
        var memoizers = new ArrayList<Object>();
        for (MemoizerView memoizer : broadcaster.memoizers()) {
            if (memoizers.size() < MOST_MEMOIZERS) {
                statement(memoizer, about)
                        .ifPresent(statement -> memoizers.add(Explained.of(memoizer.explain(statement), tellsTexts)
                                .toJson()));
            }
        }
        return Json.write(Map.of("schema", ReportWriter.SCHEMA, "memoizers", memoizers));
    }

    /** Returns which statement is meant; empty if the memoizer knows of none that may be. */
    private static Optional<String> statement(MemoizerView memoizer, String about) {
        if (about.startsWith(TEXT)) {
            return Optional.of(about.substring(TEXT.length()));
        }
        Matcher digest = DIGEST.matcher(about);
        return digest.matches() ? memoizer.find(Integer.parseInt(digest.group(1)), digest.group(2)) : Optional.empty();
    }

    private String about(String statement) {
        boolean isShort = statement.length() <= LONGEST
                && StandardCharsets.UTF_8.newEncoder().canEncode(statement)
                && URLEncoder.encode(statement, StandardCharsets.UTF_8).length() <= LONGEST;
        return tellsTexts && isShort
                ? TEXT + statement
                : "digest:" + statement.length() + ":"
                        + Flush.statement(statement).byDigest().text();
    }

    private static ServerExplanation read(String peer, @Nullable PeerReply reply) {
        if (reply == null) {
            return new ServerExplanation(peer, false, List.of(), Optional.of("it has not answered in time"));
        }
        Optional<String> problem = Answers.problem(reply);
        if (problem.isPresent()) {
            return new ServerExplanation(peer, false, List.of(), problem);
        }
        try {
            Fields fields = Fields.of(Json.read(reply.body()));
            return new ServerExplanation(
                    peer, false, fields.list("memoizers", MOST_MEMOIZERS, Explained::read), Optional.empty());
        } catch (IllegalArgumentException e) {
            return new ServerExplanation(
                    peer, false, List.of(), Optional.of("it answered with what is no explanation: " + e.getMessage()));
        }
    }

    private static void await(CompletableFuture<?> answers) {
        try {
            answers.get(PATIENCE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // who has not answered is shown as such
        }
    }
}
