package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the answers of one peer mean. No I/O and no clock: the same answers mean the same. */
final class Verdict {
    /**
     * Who looks.
     *
     * @param version of this library; null if it is not known
     * @param self under which addresses it knows itself
     * @param isServer whether it is one of the servers, and not merely a machine that asks
     */
    record Looker(
            ClusterConfig config, String node, @Nullable String version, List<URI> self, boolean isServer) {
        String name() {
            return isServer ? "this server" : "this machine";
        }
    }

    private final Looker looker;
    private final ClusterConfig config;
    private final URI peer;
    private final Symptoms symptoms;
    private final List<Finding> findings = new ArrayList<>();

    private Verdict(Looker looker, Symptoms symptoms) {
        this.looker = looker;
        this.config = looker.config;
        this.peer = symptoms.peer();
        this.symptoms = symptoms;
    }

    /** Returns what is wrong, or worth knowing; nothing for the one who looks himself. */
    static List<Finding> of(Looker looker, Symptoms symptoms) {
        if (!looker.node.equals(symptoms.node())) {
            var verdict = new Verdict(looker, symptoms);
            verdict.reach();
            return List.copyOf(verdict.findings);
        }
        return List.of();
    }

    private void add(Problem problem, String sentence) {
        findings.add(new Finding(problem, sentence));
    }

    private void reach() {
        Came greeting = symptoms.greeting();
        Came overTls = symptoms.overTls();
        if (overTls != null && speaksTls(overTls)) {
            add(
                    Problem.HTTP_AT_TLS_PORT,
                    "it speaks TLS at that port, and is listed with http: write https:// in " + ConfigKeys.PEERS
                            + " on every server");
        } else if (greeting.failure() != null) {
            failed(greeting.failure());
        } else if (greeting.isSuccessful()) {
            answered();
        } else if (greeting.reply() != null) {
            refused(greeting.reply());
        }
        boolean isProxied = Stream.of(greeting, symptoms.question())
                .filter(Objects::nonNull)
                .anyMatch(came -> came.header(Headers.VIA) != null);
        WhoAmI introduction = symptoms.introduction();
        if (isProxied || (introduction != null && introduction.isProxied())) {
            add(
                    Problem.PROXY_BETWEEN,
                    "a proxy stands in between: list the server itself in " + ConfigKeys.PEERS
                            + " if it can be reached without");
        }
    }

    private static boolean speaksTls(Came came) {
        return came.reply() != null
                || (came.failure() instanceof SSLException tls
                        && TlsFailures.problem(tls) != Problem.HTTPS_AT_PLAIN_PORT);
    }

    private void failed(Throwable failure) {
        Problem problem = Failures.problem(failure);
        String self = looker.isServer && looker.self.isEmpty()
                ? "; if it is this server itself, set " + ConfigKeys.SELF + " here"
                : "";
        String host = peer.getHost();
        add(
                problem,
                switch (problem) {
                    case NAME_NOT_FOUND ->
                        "the name " + host + " has no address here: mend it in " + ConfigKeys.PEERS + ", or in the DNS"
                                + self;
                    case NO_CONNECTION ->
                        "nobody listens there: it is down, or " + ConfigKeys.PEERS + " has another port than it" + self;
                    case NO_ANSWER ->
                        "no answer within " + WhoAmI.words(config.timeout()) + " (" + ConfigKeys.TIMEOUT
                                + "): it is down or overloaded, or a firewall keeps " + looker.name() + " away" + self;
                    case CERTIFICATE_UNTRUSTED ->
                        "its certificate is not trusted by " + looker.name() + ": set " + ConfigKeys.TRUST_STORE
                                + " here to a store with the certificate of its issuer";
                    case CERTIFICATE_OF_OTHER_HOST ->
                        "its certificate is for another host: give it one that names " + host + ", or write in "
                                + ConfigKeys.PEERS + " a name that the certificate has";
                    case CERTIFICATE_EXPIRED ->
                        "its certificate has expired: give that server a new one (key store of its container)";
                    case CERTIFICATE_NOT_YET_VALID ->
                        "its certificate is not valid yet: set the clock, of " + looker.name() + " or of that one";
                    case OWN_CERTIFICATE_REFUSED ->
                        "it refused the certificate of " + looker.name() + ": set " + ConfigKeys.KEY_STORE
                                + " here, and let its container trust the issuer";
                    case NO_COMMON_TLS ->
                        "it has no version or cipher of TLS in common with " + looker.name()
                                + ": let its container speak TLS 1.2 or 1.3";
                    case HTTPS_AT_PLAIN_PORT ->
                        "it does not speak TLS at that port, and is listed with https: write http:// in "
                                + ConfigKeys.PEERS + " on every server, or the port where it does";
                    case ANSWER_NOT_SIGNED ->
                        "its answers are not signed: set " + ConfigKeys.SECRET + " there to the same as here, or "
                                + ConfigKeys.ACCEPT_UNSIGNED + " here until then";
                    case OTHER_SECRET -> otherSecret();
                    default -> brokeOff(Failures.describe(failure));
                });
    }

    private static String brokeOff(String reason) {
        return reason.startsWith(Failures.BROKE_OFF) ? reason : Failures.BROKE_OFF + ": " + reason;
    }

    private String otherSecret() {
        return "its secret is another one: set " + ConfigKeys.SECRET + " to the same there and on " + looker.name();
    }

    /** By something that is no server of ours, or does not want to be one to us. */
    private void refused(Transport.Reply reply) {
        int status = reply.status();
        if (status == 403) {
            RefusedQuestion refusal =
                    symptoms.question() == null ? null : symptoms.question().refusal();
            forbidden(refusal);
        } else if (status == 404) {
            notFound();
        } else if (status == 200) {
            add(
                    Problem.OTHER_BODY,
                    "it answers 200 with something else than '" + Wire.SUCCESSFUL
                            + "', such as a login page: let requests to " + config.path()
                            + " through to the flush servlet there, without a login (" + ConfigKeys.PATH + ")");
        } else if (status >= 300 && status < 400) {
            String location = reply.headers().getOrDefault(Headers.LOCATION, "");
            boolean toTls = peer.getScheme().equals("http")
                    && location.toLowerCase(Locale.ROOT).startsWith("https:");
            add(
                    Problem.REDIRECT,
                    "it answers with a redirect (" + status + "), which is not followed: "
                            + (toTls ? "write https:// in " + ConfigKeys.PEERS + " on every server, or " : "")
                            + "let requests to " + config.path() + " through to the flush servlet there ("
                            + ConfigKeys.PATH + ")");
        } else if (status == 502 || status == 503 || status == 504) {
            add(
                    Problem.UNAVAILABLE,
                    "it answers " + status + ": it, or what stands in front of it, cannot serve now; if that stays so,"
                            + " look at the server behind " + peer + " (" + ConfigKeys.PEERS + ")");
        } else {
            add(
                    Problem.OTHER_STATUS,
                    "it answers " + status + ": let requests to " + config.path()
                            + " through to the flush servlet there"
                            + (status == 401 ? ", without a login" : "") + " (" + ConfigKeys.PATH + ")");
        }
    }

    private void notFound() {
        Came elsewhere = symptoms.elsewhere();
        String path = ClusterConfigBuilder.DEFAULT_PATH;
        // Who is there and does not let us in says no more than that.
        if (elsewhere != null && (elsewhere.isSuccessful() || elsewhere.status() == 403)) {
            add(
                    Problem.OTHER_PATH,
                    "there is nothing at " + config.path() + ", but at " + path + ": set " + ConfigKeys.PATH
                            + " to the same there and on " + looker.name());
        } else {
            add(
                    Problem.NO_SERVLET,
                    "it answers 404: mount FlushServlet there at " + config.path() + ", or set " + ConfigKeys.PATH
                            + " everywhere to where it is, context path included");
        }
    }

    private void forbidden(@Nullable RefusedQuestion refusal) {
        if (refusal == null) {
            add(
                    Problem.REFUSED,
                    "it answers 403 without a reason: look whether its " + ConfigKeys.ALLOWED_REQUESTERS + " has "
                            + looker.name() + ", whether " + ConfigKeys.SECRET
                            + " is the same there and here, and whether something else in front of it refuses");
            return;
        }
        String seen = refusal.address() == null ? "an unknown address" : refusal.address();
        add(
                refusal.problem(),
                switch (refusal.problem()) {
                    case PROXY_NOT_TRUSTED ->
                        "requests of " + looker.name() + " come to it through a proxy, from " + seen
                                + ": list the server itself in " + ConfigKeys.PEERS + ", or add " + seen + " to "
                                + ConfigKeys.TRUSTED_PROXIES + " there";
                    case PROXY_HIDES_CLIENT ->
                        "the proxy at " + seen + " does not tell it who asked: let that proxy add "
                                + ForwardedHops.X_FORWARDED_FOR + ", or take it out of the way in " + ConfigKeys.PEERS;
                    case PROXY_UNCLEAR ->
                        "what the proxy at " + seen
                                + " tells it of who asked cannot be read, or names two clients: let that proxy"
                                + " set " + ForwardedHops.X_FORWARDED_FOR + " alone, or take it out of the way in "
                                + ConfigKeys.PEERS;
                    case CLUSTERING_OFF ->
                        "clustering is off there: set " + ConfigKeys.ENABLED + " = true there, or take it out of "
                                + ConfigKeys.PEERS;
                    case NO_FILTER ->
                        "its servlet stands without its filter: map AllowedRequesterFilter to FlushServlet there, or mount both"
                                + " with FlushServlet.mount";
                    case NOT_SIGNED ->
                        "it takes signed requests alone, and " + looker.name() + " has no secret: set "
                                + ConfigKeys.SECRET + " here to the same as there";
                    case OTHER_SECRET -> otherSecret();
                    default ->
                        "it does not allow " + looker.name() + ", whose address is " + seen + " there: add " + seen
                                + " to " + ConfigKeys.ALLOWED_REQUESTERS + " there";
                });
    }

    private void answered() {
        Came question = symptoms.question();
        WhoAmI introduction = symptoms.introduction();
        if (symptoms.isOfSeveral()) {
            add(
                    Problem.SEVERAL_SERVERS,
                    "several servers answer there, so it is a load balancer: list each server by itself in "
                            + ConfigKeys.PEERS);
        } else if (introduction != null) {
            findings.addAll(Comparison.of(looker, introduction));
        } else if (question == null) {
            return;
        } else if (question.failure() != null) {
            failed(question.failure());
        } else if (question.status() == 403) {
            forbidden(question.refusal());
        } else if (question.status() == 400 || question.status() == 404 || question.status() == 200) {
            add(
                    Problem.OLDER_VERSION,
                    "it takes flushes, and does not answer questions: it has an older version of this library, so put the"
                            + " same on every server to learn more");
        } else if (question.reply() != null) {
            refused(question.reply());
        }
    }
}
