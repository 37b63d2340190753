package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Memoizer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who should not be let in, and what he finds: each attack with its answer and with what is in memory after it. Every
 * forged request differs in one thing from one that is taken.
 */
@Timeout(120)
class AttacksTest {
    private static final String PATH = "/SYSTEM/flush-memoized-statement";
    private static final String SECRET = "known to the servers of this cluster";
    private static final String PREVIOUS = "known to whoever left us last year";
    private static final String ALLOWED = "127.0.0.2";
    private static final String PROXY = "127.0.0.9";
    private static final String STRANGER = "127.0.0.66";
    private static final Duration BOUND = Duration.ofSeconds(3);

    /** Would be seen in an answer that echoes. */
    private static final String MARK = "marked-by-the-attacker";

    private record Row(String attack, int answer, long left) {}

    private final List<Row> rows = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    /** A server that is attacked, with a clock that can jump. */
    private final class Victim {
        final TestServer server;
        final Memoizer memoizer;
        final AtomicLong jump = new AtomicLong();
        final ClusterBroadcaster broadcaster;
        final String node = "victim-" + open.size();

        Victim(TestServer.Container container, String host, Consumer<ClusterConfig.Builder> settings) {
            this(TestServer.open(container, host), settings);
        }

        Victim(TestServer server, Consumer<ClusterConfig.Builder> settings) {
            this.server = server;
            ClusterConfig.Builder config = ClusterConfig.builder()
                    .peers("http://127.0.0.1:1")
                    .allowedRequesters(ALLOWED)
                    .stalenessBound(BOUND)
                    .heartbeat(Duration.ofSeconds(1));
            settings.accept(config);
            Transport nowhere = (peer, target, headers, then) -> then.accept(null, new IOException("nobody there"));
            broadcaster = new ClusterBroadcaster(
                    config.build(),
                    new Surroundings(node, nowhere, Runnable::run, () -> System.nanoTime() + jump.get(), () -> 0.5));
            memoizer = Memoizer.builder().broadcaster(broadcaster).build();
            server.start(context -> FlushServlet.mount(context, broadcaster));
            open.add(memoizer);
            open.add(server);
        }

        void fill() {
            for (String statement : List.of("a", "b", "c")) {
                memoizer.memoize(statement, () -> 1);
            }
        }

        Forger forger(String secret) {
            return new Forger(server.uri(), ALLOWED, secret, "peer");
        }

        /** Attacks, and expects one of these answers and that nothing was dropped. */
        void refuses(String attack, Function<Victim, RawHttp.Answer> how, Integer... answers) {
            fill();
            long flushed = memoizer.stats().flushed();
            RawHttp.Answer answer = how.apply(this);
            rows.add(new Row(attack, answer.status(), memoizer.stats().size()));
            assertThat(answer.status()).as(attack).isIn((Object[]) answers);
            assertThat(memoizer.stats().flushed()).as(attack).isEqualTo(flushed);
            assertThat(memoizer.stats().size()).as(attack).isEqualTo(3);
            assertThat(answer.body()).as(attack).doesNotContain(MARK);
        }

        void takes(String what, Function<Victim, RawHttp.Answer> how, int left) {
            fill();
            RawHttp.Answer answer = how.apply(this);
            rows.add(new Row(what, answer.status(), memoizer.stats().size()));
            assertThat(answer.status()).as(what).isEqualTo(200);
            assertThat(memoizer.stats().size()).as(what).isEqualTo(left);
        }

        /** A good request, but for what {@code twist} does to it before it is signed. */
        Function<Victim, RawHttp.Answer> signed(Consumer<Forger.Request> twist) {
            return victim -> {
                Forger forger = forger(SECRET);
                Forger.Request request = forger.request("statement=a", forger.token());
                request.headers.put(Headers.SEQUENCE, String.valueOf(next.incrementAndGet()));
                twist.accept(request);
                return request.sign().send();
            };
        }

        /** A good request, but for what {@code twist} does to it after it was signed. */
        Function<Victim, RawHttp.Answer> altered(Consumer<Forger.Request> twist) {
            return victim -> {
                Forger forger = forger(SECRET);
                Forger.Request request = forger.request("statement=a", forger.token());
                request.headers.put(Headers.SEQUENCE, String.valueOf(next.incrementAndGet()));
                request.sign();
                twist.accept(request);
                return request.send();
            };
        }

        private final AtomicLong next = new AtomicLong(1000);
    }

    private static Function<Victim, RawHttp.Answer> get(String from, String target, String... headers) {
        return victim -> RawHttp.send(from, victim.server.uri(), "GET", target, headers);
    }

    private void print(String title) {
        String table = rows.stream()
                .map(row ->
                        String.format("  %-66s %3s   %d%n", row.attack, row.answer == 0 ? "cut" : row.answer, row.left))
                .collect(Collectors.joining());
        System.out.printf("%s%n  %-66s answer  in memory%n%s", title, "attack", table);
    }

    @ParameterizedTest
    @EnumSource
    void attack_byAddress_isRefused(TestServer.Container container) {
        var victim = new Victim(container, "127.0.0.1", config -> config.trustedProxies(PROXY));
        String flush = PATH + "?all=true&statement=" + MARK;

        victim.takes("(taken: an allowed address)", get(ALLOWED, flush), 0);
        victim.takes(
                "(taken: an allowed client of a trusted proxy)", get(PROXY, flush, "X-Forwarded-For: " + ALLOWED), 0);
        victim.refuses("a foreign address", get(STRANGER, flush), 403);
        victim.refuses("this machine itself, not listed", get("127.0.0.1", flush), 403);
        victim.refuses(
                "X-Forwarded-For with an allowed address", get(STRANGER, flush, "X-Forwarded-For: " + ALLOWED), 403);
        victim.refuses("X-Forwarded-For with loopback on IPv6", get(STRANGER, flush, "X-Forwarded-For: ::1"), 403);
        victim.refuses("Forwarded with an allowed address", get(STRANGER, flush, "Forwarded: for=" + ALLOWED), 403);
        victim.refuses("Forwarded with loopback on IPv6", get(STRANGER, flush, "Forwarded: for=\"[::1]\""), 403);
        victim.refuses("X-Real-IP with an allowed address", get(STRANGER, flush, "X-Real-IP: " + ALLOWED), 403);
        victim.refuses(
                "through a proxy at an allowed address", get(ALLOWED, flush, "X-Forwarded-For: " + STRANGER), 403);
        victim.refuses("through a proxy that only says Via", get(ALLOWED, flush, "Via: 1.1 proxy"), 403);
        victim.refuses("a stranger through a trusted proxy", get(PROXY, flush, "X-Forwarded-For: " + STRANGER), 403);
        victim.refuses(
                "an allowed address forged left of what the trusted proxy says",
                get(PROXY, flush, "X-Forwarded-For: " + ALLOWED + ", " + STRANGER),
                403);
        victim.refuses(
                "the same in two lines",
                get(PROXY, flush, "X-Forwarded-For: " + ALLOWED, "X-Forwarded-For: " + STRANGER),
                403);
        victim.refuses(
                "Forwarded forged beside what the trusted proxy says",
                get(PROXY, flush, "Forwarded: for=" + ALLOWED, "X-Forwarded-For: " + STRANGER),
                403);
        victim.refuses("a trusted proxy that says nothing", get(PROXY, flush, "Via: 1.1 proxy"), 403);
        victim.refuses("a trusted proxy as a client of its own", get(PROXY, flush), 403);
        victim.refuses(
                "this server's own name from a foreign address",
                get(STRANGER, flush, "Memoizer-Node: " + victim.node),
                200);
        print("attacks by address, " + container);
    }

    @ParameterizedTest
    @EnumSource
    void attack_byAddressOnIpv6_isRefused(TestServer.Container container) {
        var victim = new Victim(container, "::1", config -> {});
        String flush = PATH + "?all=true";

        victim.refuses("loopback on IPv6, not listed", get("", flush), 403);
        victim.refuses("the same with X-Forwarded-For on IPv4", get("", flush, "X-Forwarded-For: " + ALLOWED), 403);
        victim.refuses("the same with a mapped address", get("", flush, "X-Forwarded-For: ::ffff:" + ALLOWED), 403);
        victim.refuses("the same with Forwarded", get("", flush, "Forwarded: for=\"[::ffff:" + ALLOWED + "]\""), 403);
        print("attacks by address on IPv6, " + container);
    }

    @ParameterizedTest
    @EnumSource
    void attack_withoutTheSecret_isRefused(TestServer.Container container) {
        var victim = new Victim(container, "127.0.0.1", config -> config.secret(SECRET));

        victim.takes("(taken: signed)", victim.signed(request -> {}), 2);
        victim.refuses("not signed", get(ALLOWED, PATH + "?all=true"), 403);
        victim.refuses("not signed, as a server of ours", get(ALLOWED, PATH + "?all=true", "Memoizer-Node: peer"), 403);
        victim.refuses(
                "not signed, with this server's own name",
                get(STRANGER, PATH + "?all=true", "Memoizer-Node: " + victim.node),
                403);
        victim.refuses("signed well, from a foreign address", victim.signed(request -> request.source = STRANGER), 403);
        victim.refuses(
                "signed well, through a proxy",
                victim.signed(request -> request.more.add("X-Forwarded-For: " + ALLOWED)),
                403);
        victim.refuses(
                "signed with another secret",
                other -> {
                    Forger forger = victim.forger("a guess, as long as a secret");
                    return forger.request("statement=a", victim.forger(SECRET).token())
                            .sign()
                            .send();
                },
                403);
        victim.refuses(
                "signed with the previous secret",
                other -> {
                    Forger forger = victim.forger(PREVIOUS);
                    return forger.request("statement=a", victim.forger(SECRET).token())
                            .sign()
                            .send();
                },
                403);
        victim.refuses(
                "an empty signature", victim.altered(request -> request.headers.put(Headers.SIGNATURE, "")), 403);
        victim.refuses(
                "half of a signature",
                victim.altered(request -> request.headers.merge(Headers.SIGNATURE, "", (s, x) -> s.substring(21))),
                403);
        victim.refuses(
                "two signatures in two lines",
                victim.altered(request -> request.more.add(Headers.SIGNATURE + ": " + "A".repeat(43))),
                400);
        victim.refuses(
                "a thousand signatures in one line",
                victim.altered(request -> request.headers.merge(
                        Headers.SIGNATURE, "," + "A".repeat(43), (s, x) -> "A,".repeat(1000) + s)),
                403);
        print("attacks without the secret, " + container);
    }

    @ParameterizedTest
    @EnumSource
    void attack_bySomebodyWhoAlters_isRefused(TestServer.Container container) {
        var victim = new Victim(container, "127.0.0.1", config -> config.secret(SECRET));

        victim.takes("(taken: as it was signed)", victim.altered(request -> {}), 2);
        victim.refuses("method altered to HEAD", victim.altered(request -> request.method = "HEAD"), 405);
        victim.refuses("method altered to POST", victim.altered(request -> request.method = "POST"), 405);
        victim.refuses("path altered by a parameter", victim.altered(request -> request.path += ";x=1"), 403, 404);
        victim.refuses(
                "path altered by an escape",
                victim.altered(request -> request.path = "/SYSTEM/%66lush-memoized-statement"),
                403,
                404);
        victim.refuses(
                "path altered by a detour",
                victim.altered(request -> request.path = "/SYSTEM/./flush-memoized-statement"),
                400,
                403,
                404);
        victim.refuses("statement altered", victim.altered(request -> request.query = "statement=b"), 403);
        victim.refuses("statement added", victim.altered(request -> request.query += "&statement=b"), 403);
        victim.refuses("all of the query taken away", victim.altered(request -> request.query = null), 403);
        victim.refuses("query emptied", victim.altered(request -> request.query = ""), 403);
        victim.refuses("statement spelt otherwise", victim.altered(request -> request.query = "statement=%61"), 403);
        for (String header : List.of(Headers.NODE, Headers.AGE, Headers.TOKEN, Headers.ECHO, Headers.SEQUENCE)) {
            victim.refuses(
                    header + " altered",
                    victim.altered(request -> request.headers.merge(header, "1", (v, x) -> v + "1")),
                    403);
            victim.refuses(header + " taken away", victim.altered(request -> request.headers.remove(header)), 403);
            victim.refuses(header + " doubled", victim.altered(request -> request.more.add(header + ": 1")), 400);
        }
        victim.refuses(
                "a header folded",
                victim.altered(request -> request.headers.merge(Headers.NODE, "\r\n x", String::concat)),
                400,
                403);
        victim.refuses("a goodbye added", victim.altered(request -> request.headers.put(Headers.GOODBYE, "true")), 403);
        print("attacks by somebody on the way, " + container);
    }

    @ParameterizedTest
    @EnumSource
    void attack_byReplay_isRefused(TestServer.Container container) throws Exception {
        var victim = new Victim(container, "127.0.0.1", config -> config.secret(SECRET));
        var other = new Victim(container, "127.0.0.3", config -> config.secret(SECRET));
        Forger forger = victim.forger(SECRET);
        String token = forger.token();
        Forger.Request first = forger.request("statement=a", token).sign();
        Forger.Request second = forger.request("statement=b", token).sign();
        Forger.Request held = forger.request("statement=c", token).sign();

        victim.takes("(taken: the first time)", any -> first.send(), 2);
        victim.refuses("captured and sent again whole", any -> first.send(), 403);
        victim.takes("(taken: the next)", any -> second.send(), 2);
        victim.refuses("the one before, sent again", any -> first.send(), 403);
        first.target = other.server.uri();
        other.refuses("sent again to another server", any -> first.send(), 403);
        first.target = victim.server.uri();
        held.target = other.server.uri();
        other.refuses("held back, and sent to another server", any -> held.send(), 403);
        held.target = victim.server.uri();
        for (int i = 0; i < 10; i++) {
            assertThat(forger.request(null, token).sign().send().status()).isEqualTo(200);
        }
        victim.takes("(taken once: held back, ten later ones have come)", any -> held.send(), 2);
        victim.refuses("the same once more", any -> held.send(), 403);
        Forger.Request farBehind = forger.request("statement=c", token).sign();
        for (int i = 0; i < 64; i++) {
            forger.request(null, token).sign().send();
        }
        victim.refuses("held back until 64 later ones have come", any -> farBehind.send(), 403);
        Forger.Request greeting = forger.request(null, null).sign();
        assertThat(greeting.send().status()).isEqualTo(200);
        victim.takes("(answered: a greeting sent again drops nothing and proves nothing)", any -> greeting.send(), 3);

        victim.jump.addAndGet(-Duration.ofHours(1).toNanos());
        victim.refuses(
                "while the clock has jumped back an hour",
                any -> forger.request("all=true", token).sign().send(),
                403);
        victim.jump.addAndGet(Duration.ofHours(1).toNanos());
        Forger.Request beforeTheJump = forger.request("all=true", token).sign();
        victim.jump.addAndGet(BOUND.toNanos());
        victim.refuses("never sent before, with a token older than the bound", any -> beforeTheJump.send(), 403);
        victim.refuses("the first one after the bound", any -> first.send(), 403);
        victim.jump.addAndGet(Duration.ofHours(1).toNanos());
        victim.refuses("the first one an hour later, when its sender is forgotten", any -> first.send(), 403);

        victim.server.close();
        var again = new Victim(
                TestServer.open(container, "127.0.0.1", victim.server.port, 0), config -> config.secret(SECRET));
        again.refuses("sent again after a restart of its target", any -> first.send(), 403);
        print("attacks by replay, " + container);
    }

    @ParameterizedTest
    @EnumSource
    void attack_byOneWhoSigns_isRefused(TestServer.Container container) {
        var victim = new Victim(container, "127.0.0.1", config -> config.secret(SECRET));

        victim.refuses("a flush without a token", victim.signed(request -> request.headers.remove(Headers.TOKEN)), 403);
        victim.refuses(
                "a goodbye without a token",
                victim.signed(request -> {
                    request.query = null;
                    request.headers.remove(Headers.TOKEN);
                    request.headers.put(Headers.GOODBYE, "true");
                }),
                403);
        for (String token : List.of(
                "",
                "x",
                victim.node + ":",
                victim.node + ":-5",
                victim.node + ":999999999999999999",
                victim.node + ":9223372036854775808",
                "other:5")) {
            victim.refuses(
                    "the token '" + token + "'",
                    victim.signed(request -> request.headers.put(Headers.TOKEN, token)),
                    403);
        }
        for (String sequence : List.of("", "-1", "x", "1.5", "9999999999999999999")) {
            victim.refuses(
                    "the sequence number '" + sequence + "'",
                    victim.signed(request -> request.headers.put(Headers.SEQUENCE, sequence)),
                    403);
        }
        for (String node : List.of("", "a b", "x".repeat(65))) {
            victim.refuses(
                    "a sender named '" + (node.length() > 9 ? "xxx…" : node) + "'",
                    victim.signed(request -> request.headers.put(Headers.NODE, node)),
                    403);
        }
        victim.refuses("an unknown parameter", victim.signed(request -> request.query = "all=false"), 400);
        print("attacks by one who signs, " + container);
    }

    @ParameterizedTest
    @EnumSource
    void attack_byFlood_isSlowedAndNothingRightfulIsLost(TestServer.Container container) {
        var victim = new Victim(container, "127.0.0.1", config -> {});
        Function<Victim, RawHttp.Answer> everything = get(ALLOWED, PATH + "?all=true");

        for (int i = 0; i < WideFlushes.IN_A_ROW; i++) {
            victim.takes("(taken: everything, " + (i + 1) + " in a row)", everything, 0);
        }
        victim.refuses("everything, once more", everything, 429);
        victim.refuses("a short prefix instead", get(ALLOWED, PATH + "?prefix=a"), 429);
        victim.refuses("a pattern that matches everything", get(ALLOWED, PATH + "?matching=*"), 429);
        victim.refuses("hidden among others", get(ALLOWED, PATH + "?statement=x&statement=y&all=true"), 429);
        victim.takes("(taken: one statement)", get(ALLOWED, PATH + "?statement=a"), 2);
        victim.jump.addAndGet(WideFlushes.PAUSE);
        victim.takes("(taken: everything, a second later)", everything, 0);
        String walks = "prefix=long&".repeat(Inbox.MOST_WALKS) + "prefix=long";
        victim.takes("(widened: more walks than it is worth)", get(ALLOWED, PATH + "?" + walks), 0);
        print("a flood, " + container);
    }

    @ParameterizedTest
    @EnumSource
    void attack_byShape_isRefused(TestServer.Container container) {
        var victim = new Victim(container, "127.0.0.1", config -> {});
        String flush = PATH + "?";

        victim.refuses("% at the end", get(ALLOWED, flush + "statement=a%"), 400);
        victim.refuses("half an escape", get(ALLOWED, flush + "statement=a%4"), 400);
        victim.refuses("an escape that is none", get(ALLOWED, flush + "statement=%zz" + MARK), 400);
        victim.refuses("bad UTF-8", get(ALLOWED, flush + "statement=%E4" + MARK), 400);
        victim.refuses("overlong UTF-8 of two bytes", get(ALLOWED, flush + "statement=%C1%A1"), 400);
        victim.refuses("overlong UTF-8 of three bytes", get(ALLOWED, flush + "statement=%E0%81%A1"), 400);
        victim.refuses("a surrogate in UTF-8", get(ALLOWED, flush + "statement=%ED%A0%80"), 400);
        victim.refuses("a code point beyond Unicode", get(ALLOWED, flush + "statement=%F4%90%80%80"), 400);
        victim.refuses("Latin-1 as it is", get(ALLOWED, flush + "statement=\u00e4"), 400);
        victim.refuses("a control character as it is", get(ALLOWED, flush + "statement=\u0001"), 400);
        victim.refuses("a NUL in the request line", get(ALLOWED, flush + "statement=\0"), 400);
        victim.refuses("no parameter", get(ALLOWED, PATH), 400);
        victim.refuses("an empty parameter", get(ALLOWED, flush + "&"), 400);
        victim.refuses("a parameter of another case", get(ALLOWED, flush + "Statement=a"), 400);
        victim.refuses("a good one and a bad one", get(ALLOWED, flush + "statement=a&statement=%zz"), 400);
        victim.refuses("2,001 parameters", get(ALLOWED, flush + "tag=a&".repeat(2000) + "tag=a"), 400, 414, 431);
        victim.refuses("10,000 parameters", get(ALLOWED, flush + "tag=a&".repeat(10_000) + "tag=a"), 400, 414, 431);
        victim.refuses(
                "a statement of 100 kB", get(ALLOWED, flush + "statement=" + "a".repeat(100_000)), 400, 414, 431);
        victim.refuses("a pattern that is not closed", get(ALLOWED, flush + "matching=%5Ba" + MARK), 400);
        victim.refuses(
                "a pattern longer than 4,000 characters", get(ALLOWED, flush + "matching=" + "a".repeat(4001)), 400);
        victim.refuses("a digest that is none", get(ALLOWED, flush + "digest=abc" + MARK), 400);
        victim.refuses(
                "a header of ours twice",
                get(ALLOWED, flush + "all=true", "Memoizer-Node: a", "Memoizer-Node: b"),
                400);
        victim.refuses(
                "a header of 100 kB",
                get(ALLOWED, flush + "all=true", "Memoizer-Node: " + "a".repeat(100_000)),
                400,
                431,
                0);
        victim.refuses("a header without a name", get(ALLOWED, flush + "all=true", ": a"), 400);
        victim.refuses(
                "a method of one's own",
                any -> RawHttp.send(ALLOWED, victim.server.uri(), "FLUSH", PATH + "?all=true"),
                400,
                405,
                501);
        victim.refuses(
                "TRACE", any -> RawHttp.send(ALLOWED, victim.server.uri(), "TRACE", PATH + "?all=true"), 400, 405);
        print("attacks by shape, " + container);
    }

    /** What a proxy and a server might part differently. Who is not allowed gets nothing in behind another request. */
    @ParameterizedTest
    @EnumSource
    void attack_bySmuggling_isRefused(TestServer.Container container) {
        var victim = new Victim(container, "127.0.0.1", config -> {});
        String hidden = "GET " + PATH + "?all=true HTTP/1.1\r\nHost: a\r\n\r\n";
        String start = "POST " + PATH + " HTTP/1.1\r\nHost: a\r\n";

        for (String[] smuggled : new String[][] {
            {"length and chunks", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
            {"chunks spelt oddly", "Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n\r\n"},
            {"two lengths", "Content-Length: 0\r\nContent-Length: " + hidden.length() + "\r\n\r\n"},
            {"a list of lengths", "Content-Length: 0, " + hidden.length() + "\r\n\r\n"},
            {"a negative length", "Content-Length: -1\r\n\r\n"},
            {"a line feed alone", "X: a\nContent-Length: 0\n\n"},
        }) {
            victim.refuses(
                    "from a foreign address, hidden behind " + smuggled[0],
                    any -> RawHttp.exchange(STRANGER, victim.server.uri(), start + smuggled[1] + hidden),
                    400,
                    403,
                    501);
        }
        print("smuggling, " + container);
    }
}
