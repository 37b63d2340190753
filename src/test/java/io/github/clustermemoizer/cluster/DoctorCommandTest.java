package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line as it is used: a process of its own that has the classes of this library, and no other library. */
@Timeout(60)
class DoctorCommandTest {
    private record Result(int status, String out, String err) {}

    @TempDir
    Path folder;

    private Path file(Ward ward) throws IOException {
        return Files.writeString(folder.resolve("server-cluster.properties"), ward.fileOf(1));
    }

    private Result run(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Path.of("target", "classes").toString(),
                DoctorCommand.class.getName()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Test
    void doctor_allIsWell_saysSoAndEndsWithZero() throws Exception {
        Path secret = Files.writeString(folder.resolve("cluster.secret"), "known to these servers alone");
        try (var ward =
                new Ward().files("server-cluster.secret-file = " + secret).start()) {
            Path file = Files.writeString(
                    folder.resolve("server-cluster.properties"),
                    ward.fileOf(1).replace("secret-file = " + secret, "secret-file = cluster.secret"));

            Result result = run("doctor", file.toString());

            assertThat(result.out())
                    .containsPattern("1 +" + ward.www(1) + " +well +self +well +well\n")
                    .containsPattern("3 +" + ward.www(3) + " +well +well +well +self\n")
                    .endsWith("all is well\n");
            assertThat(result.status()).isZero();
            // As in a server, which has a log for it.
            assertThat(result.err()).startsWith("warning: ").contains("cluster.secret is a secret and can be read");
        }
    }

    @Test
    void doctor_oneServerRefuses_showsWhoRefusesWhomAndEndsWithOne() throws Exception {
        try (var ward = new Ward()
                .file(2, "server-cluster.allowed-requesters = 127.0.0.9")
                .withoutMemoizer(3)
                .start()) {
            String file = file(ward).toString();

            Result people = run("doctor", file);
            Result programs = run("doctor", "--json", file);

            assertThat(people.status()).isEqualTo(1);
            assertThat(people.err()).isEmpty();
            assertThat(people.out())
                    .containsPattern("2 +" + ward.www(2) + " +not-allowed +not-allowed +\\? +not-allowed\n")
                    .containsPattern("3 +" + ward.www(3) + " +no-memoizer +no-memoizer +\\? +self\n")
                    .contains(
                            ward.www(2) + ", seen from here:\n  not-allowed: it does not allow this machine",
                            ward.www(2) + ", seen from " + ward.www(1)
                                    + ":\n  not-allowed: it does not allow this server",
                            ward.www(3) + ", in its own eyes:\n  no-memoizer: ")
                    .endsWith("something is wrong: see the sentences above\n");
            assertThat(programs.status()).isEqualTo(1);
            assertThat(Json.read(programs.out())).isInstanceOfSatisfying(Map.class, map -> {
                assertThat(map.get("schema")).isEqualTo(1L);
                assertThat((Map<?, ?>) map.get("here")).hasFieldOrProperty("peers");
                assertThat(((Map<?, ?>) map.get("servers")).keySet().toString())
                        .contains(ward.www(1).toString(), ward.www(2).toString());
            });
        }
    }

    @Test
    void doctor_usedWrongly_saysHowAndEndsWithTwo() throws Exception {
        Path file = Files.writeString(folder.resolve("server-cluster.properties"), "server-cluster.pears = http://a");

        assertThat(run()).satisfies(result -> {
            assertThat(result.status()).isEqualTo(2);
            assertThat(result.err()).startsWith("usage: java -jar cluster-memoizer.jar doctor");
        });
        assertThat(run("doctor", "nowhere.properties"))
                .isEqualTo(new Result(2, "", "there is no file nowhere.properties\n"));
        assertThat(run("doctor", file.toString())).satisfies(result -> {
            assertThat(result.status()).isEqualTo(2);
            assertThat(result.err()).startsWith("unknown key 'server-cluster.pears'; known are ");
        });
    }

    @Test
    void jar_isRun_runsIt() throws IOException {
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<mainClass>" + DoctorCommand.class.getName() + "</mainClass>");
    }

    @Test
    void doctor_clusteringIsOff_saysSo() throws Exception {
        Path file = Files.writeString(folder.resolve("server-cluster.properties"), "server-cluster.enabled = false");

        Result result = run("doctor", file.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).contains("clustering-off: clustering is off in this file");
    }
}
