package io.github.clustermemoizer.examples.quarkus.story;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two processes of the application that was built. */
@Timeout(120)
class StoryIT {
    private static Site site;

    @BeforeAll
    static void start() throws Exception {
        site = new Site(Path.of(System.getProperty("application")));
    }

    @AfterAll
    static void end() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void tell_printsWhatTheReadmeShows() throws Exception {
        var output = new ByteArrayOutputStream();

        new Story(site, new PrintStream(output, true, StandardCharsets.UTF_8)).tell();

        String shown = Files.readString(Path.of("README.md")).split("```\n", 4)[2];
        assertEquals(
                shown.lines().toList(),
                output.toString(StandardCharsets.UTF_8).lines().toList());
    }

    /** Both have the same secret, and this knows neither it nor an address that is allowed. */
    @Test
    void flush_ofAStranger_isRefused() throws Exception {
        URI server = site.www1().uri();
        try (var socket = new Socket(server.getHost(), server.getPort(), InetAddress.getByName("127.0.0.9"), 0)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET /SYSTEM/flush-memoized-statement?all=true HTTP/1.1\r\nHost: " + server.getAuthority()
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertEquals("HTTP/1.1 403 Forbidden", answer.lines().findFirst().orElse(""));
        }
    }
}
