package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files with a secret in them, and who else can read them. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has other permissions")
class SecretFilesTest {
    private static final String PEERS = "server-cluster.peers = 10.0.0.1\n";
    private static final String SECRET = "server-cluster.secret = 0123456789abcdef\n";

    @TempDir
    Path folder;

    @Test
    void load_secretInTheFileThatOthersCanRead_warns() throws IOException {
        assertThat(told(PEERS + SECRET, "rw-r--r--"))
                .containsExactly("WARN " + folder.resolve("file") + " has a secret and can be read by everybody on"
                        + " this machine; take that right away: chmod o-r");
        assertThat(told(PEERS + SECRET.replace("secret", "previous-secret") + SECRET, "rw----r--"))
                .hasSize(1);
        assertThat(told(PEERS + SECRET, "rw-r-----")).isEmpty();
        assertThat(told(PEERS, "rw-r--r--")).isEmpty();
    }

    @Test
    void load_secretInAFileOfItsOwnThatOthersCanRead_warns() throws IOException {
        for (String key : List.of("secret-file = key", "previous-secret-file = key\n" + SECRET.strip())) {
            write("key", "0123456789abcdef\n", "rw-r--r--");
            assertThat(told(PEERS + "server-cluster." + key, "rw-------"))
                    .containsExactly("WARN " + folder.resolve("key") + " is a secret and can be read by everybody on"
                            + " this machine; take that right away: chmod o-r");
            write("key", "0123456789abcdef\n", "rw-r-----");
            assertThat(told(PEERS + "server-cluster." + key, "rw-------")).isEmpty();
        }
    }

    @Test
    void load_fileNameThatCannotBe_isAnErrorThatNamesTheKey() {
        assertThatThrownBy(() -> told(PEERS + "server-cluster.secret-file = a\\u0000\\u001bb", "rw-------"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("server-cluster.secret-file must be the name of a file but was 'a\\u0000\\u001bb'");
    }

    @Test
    void load_secretInAFileOfItsOwn_isRead() throws IOException {
        write("key", " 0123456789abcdef\n", "rw-------");
        assertThat(ClusterConfig.load(write("file", PEERS + "server-cluster.secret-file = key", "rw-------"))
                        .signed())
                .isTrue();
        write("key", "0123456789abcde\n", "rw-------");
        assertThatThrownBy(() -> told(PEERS + "server-cluster.secret-file = key", "rw-------"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("server-cluster.secret must have at least 16 bytes but had 15");
    }

    @Test
    void load_secretInAFileThatIsMissingOrNoText_isAnErrorThatNamesTheKey() throws IOException {
        assertThatThrownBy(() -> told(PEERS + "server-cluster.secret-file = gone", "rw-------"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("server-cluster.secret-file must name a text file that this server can read but was '"
                        + folder.resolve("gone") + "'");
        Files.write(folder.resolve("key"), new byte[] {'a', (byte) 0xff});
        assertThatThrownBy(() -> told(PEERS + "server-cluster.secret-file = key", "rw-------"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void load_secretInTwoPlaces_isAnError() throws IOException {
        write("key", "0123456789abcdef\n", "rw-------");
        assertThatThrownBy(() -> told(PEERS + SECRET + "server-cluster.secret-file = key", "rw-------"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("server-cluster.secret and server-cluster.secret-file exclude each other");
    }

    private List<String> told(String config, String permissions) throws IOException {
        try (var logs = new Logs()) {
            var unused = ClusterConfig.load(write("file", config, permissions));
            return logs.lines("");
        }
    }

    private Path write(String name, String text, String permissions) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file;
    }
}
