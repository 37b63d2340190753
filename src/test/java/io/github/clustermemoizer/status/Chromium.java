package io.github.clustermemoizer.status;

import io.github.clustermemoizer.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Chromium of this machine, without a window, told what to do over its DevTools protocol. (Playwright's driver would
 * be 200 MB in everybody's build.)
 */
final class Chromium implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<Map<?, ?>>> underWay = new ConcurrentHashMap<>();
    private final Map<String, BiConsumer<String, Map<?, ?>>> sessions = new ConcurrentHashMap<>();

    /** Returns where it is; empty if this machine has none. */
    static Optional<Path> find() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    Chromium(Path executable) {
        try {
            profile = Files.createTempDirectory("chromium");
            process = new ProcessBuilder(
                            executable.toString(),
                            "--headless=new",
                            "--no-sandbox", // which is not to be had by root in a container; it sees our own page alone
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync",
                            "--no-first-run",
                            "--no-proxy-server",
                            "--hide-scrollbars",
                            "--remote-debugging-port=0",
                            "--user-data-dir=" + profile)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(address(), new Listener())
                    .get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("Chromium cannot be driven", e);
        }
    }

    private URI address() throws IOException {
        var lines = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher matcher = LISTENING.matcher(line);
            if (matcher.find()) {
                var rest = new Thread(() -> lines.lines().forEach(unread -> {}), "chromium's stderr");
                rest.setDaemon(true);
                rest.start();
                return URI.create(matcher.group(1));
            }
        }
        throw new IOException("Chromium has ended");
    }

    /** Opens a tab that shares nothing with others. */
    Tab open() {
        String context =
                (String) send(null, "Target.createBrowserContext", Map.of()).get("browserContextId");
        String target =
                (String) send(null, "Target.createTarget", Map.of("url", "about:blank", "browserContextId", context))
                        .get("targetId");
        String session = (String) send(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId");
        return new Tab(this, session, target);
    }

    void listen(String session, BiConsumer<String, Map<?, ?>> events) {
        sessions.put(session, events);
    }

    /** Has something done, and returns what came of it. */
    Map<?, ?> send(String session, String method, Map<String, ?> parameters) {
        long id = ids.incrementAndGet();
        var answer = new CompletableFuture<Map<?, ?>>();
        underWay.put(id, answer);
        var message =
                new java.util.LinkedHashMap<String, Object>(Map.of("id", id, "method", method, "params", parameters));
        if (session != null) {
            message.put("sessionId", session);
        }
        synchronized (socket) {
            socket.sendText(Json.write(message), true).join();
        }
        try {
            return answer.orTimeout(30, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new AssertionError(method + " failed", e.getCause());
        }
    }

    private void received(Map<?, ?> message) {
        if (message.get("id") instanceof Long id) {
            CompletableFuture<Map<?, ?>> answer = underWay.remove(id);
            if (message.get("result") instanceof Map<?, ?> result) {
                answer.complete(result);
            } else {
                answer.completeExceptionally(new IllegalStateException(String.valueOf(message.get("error"))));
            }
        } else if (message.get("sessionId") instanceof String session && sessions.containsKey(session)) {
            sessions.get(session).accept((String) message.get("method"), (Map<?, ?>) message.get("params"));
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                String whole = text.toString();
                text.setLength(0);
                received((Map<?, ?>) Json.read(whole));
            }
            webSocket.request(1);
            return null;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            try (Stream<Path> files = Files.walk(profile)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
