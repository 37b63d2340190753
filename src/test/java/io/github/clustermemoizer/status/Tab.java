package io.github.clustermemoizer.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** One page in a browser, with what it asked for and complained about. */
final class Tab implements AutoCloseable {
    /** What the console has of errors. */
    final List<String> errors = new CopyOnWriteArrayList<>();
    /** What was asked for, in order. */
    final List<String> requests = new CopyOnWriteArrayList<>();
    /** How much of it came. */
    final AtomicLong bytes = new AtomicLong();

    private final Chromium browser;
    private final String session;
    private final String target;
    private final AtomicLong loads = new AtomicLong();

    Tab(Chromium browser, String session, String target) {
        this.browser = browser;
        this.session = session;
        this.target = target;
        browser.listen(session, this::event);
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            send(domain + ".enable", Map.of());
        }
        send("Network.setCacheDisabled", Map.of("cacheDisabled", true));
    }

    private void event(String method, Map<?, ?> event) {
        switch (method) {
            case "Page.loadEventFired" -> loads.incrementAndGet();
            case "Network.requestWillBeSent" ->
                requests.add(String.valueOf(((Map<?, ?>) event.get("request")).get("url")));
            case "Network.dataReceived" -> bytes.addAndGet(((Number) event.get("dataLength")).longValue());
            case "Runtime.exceptionThrown" -> errors.add(String.valueOf(event));
            case "Runtime.consoleAPICalled" -> {
                if ("error".equals(event.get("type"))) {
                    errors.add(String.valueOf(event));
                }
            }
            case "Log.entryAdded" -> {
                Map<?, ?> entry = (Map<?, ?>) event.get("entry");
                if ("error".equals(entry.get("level"))) {
                    errors.add(String.valueOf(entry));
                }
            }
            default -> {}
        }
    }

    Map<?, ?> send(String method, Map<String, ?> parameters) {
        return browser.send(session, method, parameters);
    }

    Tab size(int width, int height) {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        return this;
    }

    Tab dark(boolean dark) {
        send(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        return this;
    }

    Tab script(boolean enabled) {
        send("Emulation.setScriptExecutionDisabled", Map.of("value", !enabled));
        return this;
    }

    /** Goes to a page, and waits until it is there. */
    Tab go(String url) {
        long before = loads.get();
        send("Page.navigate", Map.of("url", url));
        await("the page", () -> loads.get() > before);
        return this;
    }

    /** Does something that leads to another page, and waits until that is there. */
    void leave(String expression) {
        long before = loads.get();
        eval(expression);
        await("the next page", () -> loads.get() > before);
    }

    /** Returns what an expression is worth. */
    Object eval(String expression) {
        Map<?, ?> answer =
                send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        assertThat(answer.get("exceptionDetails")).as(expression).isNull();
        return ((Map<?, ?>) answer.get("result")).get("value");
    }

    boolean is(String expression) {
        return Boolean.TRUE.equals(eval(expression));
    }

    String text(String selector) {
        return (String) eval("document.querySelector(" + Json.write(selector) + ").innerText");
    }

    void await(String expression) {
        await(expression, () -> is(expression));
    }

    private static void await(String what, java.util.function.BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start)
                    .as("waited in vain: %s", what)
                    .isLessThan(TimeUnit.SECONDS.toNanos(30));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** Takes a small picture of what can be seen without scrolling. */
    void smallPicture(Path file) {
        picture(file, Map.of("format", "webp", "quality", 80));
    }

    /** Takes a picture of the whole page. */
    void picture(Path file) {
        picture(file, Map.of("format", "png", "captureBeyondViewport", true));
    }

    private void picture(Path file, Map<String, ?> how) {
        try {
            String image = (String) send("Page.captureScreenshot", how).get("data");
            Files.createDirectories(file.getParent());
            Files.write(file, Base64.getDecoder().decode(image));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        browser.send(null, "Target.closeTarget", Map.of("targetId", target));
    }
}
