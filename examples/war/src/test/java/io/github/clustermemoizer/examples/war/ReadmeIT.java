package io.github.clustermemoizer.examples.war;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Types what the README tells to type, with free ports. Its Tomcat is a stand-in for the one that a user unpacks: the same
 * Tomcat, started from such a server.xml. Its Jetty only notes what it is told.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no bash")
@Timeout(120)
class ReadmeIT {
    private static final int CONFIGURE = 1; // 0 is Maven's, which has built what is tested here
    private static final int TOMCAT = 2;
    private static final int JETTY = 3;
    private static final int SEE = 4;

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```$");
    private static final Pattern LOOK = Pattern.compile("(curl .*?(http://[\\d.:]+)\\S+) +# (.*)");
    private static final Pattern LAST = Pattern.compile("At the end, `(.*)`, or `(.*)` for Jetty\\.");

    @TempDir
    private Path folder;

    private List<String> blocks;
    private MatchResult last;
    private Bash bash;

    @BeforeEach
    void read() throws Exception {
        for (String program : List.of("openssl", "curl")) {
            if (!isOnThePath(program)) {
                System.err.println("SKIPPED, since there is no " + program + " here: what the README tells to type");
                assumeTrue(false, "no " + program);
            }
        }
        String readme = withFreePorts(Files.readString(Path.of("README.md")));
        blocks = BLOCK.matcher(readme).results().map(block -> block.group(1)).toList();
        assertEquals(SEE + 1, blocks.size(), "each block must be typed here");
        last = LAST.matcher(readme).results().findFirst().orElseThrow();

        Path target = Files.createDirectories(folder.resolve("examples/war/target"));
        Files.copy(Path.of(System.getProperty("war")), target.resolve("greebles.war"));
        bash = new Bash(folder);
        bash.type(blocks.get(CONFIGURE));
    }

    @Test
    void tomcat_asTheReadmeTells_servesWhatItShows() throws Exception {
        bash.set("TOMCAT", StandIns.tomcat(folder.resolve("tomcat")));
        List<MatchResult> looks = LOOK.matcher(blocks.get(SEE)).results().toList();
        assertEquals(blocks.get(SEE).lines().count(), looks.size());

        bash.type(blocks.get(TOMCAT));
        try {
            for (MatchResult look : looks) {
                bash.awaitServer(look.group(2) + "/greebles/greeble/44");
            }
            for (MatchResult look : looks) {
                assertEquals(look.group(3), bash.type(look.group(1)).strip());
            }
        } finally {
            // Each would wait some seconds for the other to take its goodbye, since both end at once.
            String now = last.group(1).replace("kill", "kill -9");
            String gone = "while " + last.group(1).replace("kill", "kill -0") + "; do sleep 0.02; done";
            bash.type(last.group(1) + "\n" + now + " || true\n" + gone);
        }
    }

    @Test
    void jetty_asTheReadmeTells_isToldWhereEverythingIs() throws Exception {
        bash.set("JETTY_HOME", StandIns.jetty(folder.resolve("jetty")));
        String started = "while ! [ -e www1/told -a -e www2/told ]; do sleep 0.02; done\n";

        bash.type(blocks.get(JETTY) + started + last.group(2));

        String port = Pattern.compile("peers = http://127.0.0.1:(\\d+)")
                .matcher(blocks.get(CONFIGURE))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        assertEquals(
                List.of("jetty.http.host=127.0.0.1", "jetty.http.port=" + port),
                Files.readAllLines(folder.resolve("www1/told")));
        for (String server : List.of("www1", "www2")) {
            assertTrue(Files.exists(folder.resolve(server).resolve("webapps/greebles.war")));
        }
    }

    private static String withFreePorts(String readme) throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        try (var first = new ServerSocket(0, 1, loopback);
                var second = new ServerSocket(0, 1, loopback)) {
            return readme.replace("127.0.0.1:8081", "127.0.0.1:" + first.getLocalPort())
                    .replace("127.0.0.1:8082", "127.0.0.1:" + second.getLocalPort())
                    .replace("808$n", "$((n == 1 ? " + first.getLocalPort() + " : " + second.getLocalPort() + "))");
        }
    }

    private static boolean isOnThePath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }
}
