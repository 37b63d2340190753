package io.github.clustermemoizer.examples.greebles.story;

import io.github.clustermemoizer.examples.greebles.site.Greeble;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of the three servers, as a browser sees it. */
final class WebServer {
    private static final Pattern SERVER_TIMING = Pattern.compile("(\\w+);dur=([0-9.]+)");

    private static final HttpClient BROWSER = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private final String name;
    private final URI home;

    WebServer(String name, URI home) {
        this.name = name;
        this.home = home;
    }

    String name() {
        return name;
    }

    URI home() {
        return home;
    }

    URI page(int id) {
        return home.resolve("/greebles/" + id);
    }

    /** Looks at the page of a greeble. */
    Answer look(int id) throws IOException, InterruptedException {
        return answer(send(request(page(id))));
    }

    /** Paints a greeble; returns when the server says that this is done and its flush delivered. */
    Answer repaint(int id, String colour) throws IOException, InterruptedException {
        return answer(send(request(page(id))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("colour=" + colour))));
    }

    /** Reads what the memoizer of this server has counted. */
    Counters counters() throws IOException, InterruptedException {
        return Counters.parse(send(request(home.resolve("/stats"))).body());
    }

    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> send(HttpRequest.Builder builder) throws IOException, InterruptedException {
        HttpRequest request = builder.build();
        HttpResponse<String> response = BROWSER.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(
                    name + " answered " + response.statusCode() + " to " + request.method() + " " + request.uri());
        }
        return response;
    }

    private static Answer answer(HttpResponse<String> response) throws IOException {
        Matcher timing = SERVER_TIMING.matcher(
                response.headers().firstValue("Server-Timing").orElse(""));
        if (!timing.matches()) {
            throw new IOException(response.uri() + " answered without a Server-Timing");
        }
        return new Answer(Greeble.parse(response.body()), timing.group(1), Double.parseDouble(timing.group(2)));
    }
}
