package io.github.clustermemoizer.examples.war;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The WAR that was built, in two Tomcats; both read one file, as they would on two machines. */
@Timeout(60)
class GreeblesWarIT {
    private static final String FLUSH = "/greebles/SYSTEM/flush-memoized-statement";

    @TempDir
    private Path folder;

    private final List<TomcatServer> servers = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        servers.add(new TomcatServer(folder.resolve("www1")));
        servers.add(new TomcatServer(folder.resolve("www2")));
    }

    @AfterEach
    void end() throws Exception {
        System.clearProperty("greebles.home");
        for (TomcatServer server : servers) {
            server.end();
        }
    }

    private void deploy(String settings) throws Exception {
        String peers = servers.get(0).address() + ", " + servers.get(1).address();
        Files.writeString(
                folder.resolve("server-cluster.properties"),
                "server-cluster.peers = " + peers + "\nserver-cluster.path = " + FLUSH + "\n" + settings);
        System.setProperty("greebles.home", folder.toString());
        for (TomcatServer server : servers) {
            server.deploy(Path.of(System.getProperty("war")));
        }
    }

    private String look(int server) throws Exception {
        return servers.get(server).get("/greebles/greeble/43").body().strip();
    }

    private String paint(int server, String colour) throws Exception {
        return servers.get(server)
                .post("/greebles/greeble/43", "colour=" + colour)
                .body()
                .strip();
    }

    @Test
    void post_onOneServer_isSeenOnTheOther() throws Exception {
        deploy("server-cluster.allowed-requesters = 127.0.0.1\n"
                + "server-cluster.secret = known to these two servers alone\n");
        assertEquals("greeble 43 is red, and all servers know", paint(0, "red"));
        for (int server = 0; server < 2; server++) {
            assertEquals("greeble 43 is red, says the file", look(server));
            assertEquals("greeble 43 is red, says memory", look(server));
        }

        assertEquals("greeble 43 is green, and all servers know", paint(0, "green"));
        assertEquals("greeble 43 is green, says the file", look(1));

        assertEquals("greeble 43 is blue, and all servers know", paint(1, "blue"));
        assertEquals("greeble 43 is blue, says the file", look(0));
    }

    @Test
    void flush_ofAStranger_isRefused() throws Exception {
        deploy("server-cluster.allowed-requesters = 192.0.2.1\n"); // nobody's address
        assertEquals("greeble 43 is unpainted, says the file", look(0));

        assertEquals(403, servers.get(0).get(FLUSH + "?all=true").statusCode());

        assertEquals("greeble 43 is unpainted, says memory", look(0));
    }
}
