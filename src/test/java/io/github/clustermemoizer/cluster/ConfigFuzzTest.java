package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Whatever stands in a configuration, it is one, or an error that a terminal and a log can take. */
class ConfigFuzzTest {
    private static final String NAME = "[a-z0-9._-]+";
    private static final String IPV6 = "\\[[0-9a-fA-F:.]+(%[A-Za-z0-9._%-]+)?]";

    @FuzzTest(maxDuration = "3m")
    void read_anyFile_isAConfigurationOrAnError(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("server-cluster", ".properties");
        Files.write(file, bytes);
        try {
            Properties properties = ConfigFile.read(file, warning -> {});
            // No other files than this.
            properties.keySet().removeIf(key -> key.toString().endsWith(ConfigKeys.IN_A_FILE));
            assertSound(ClusterConfig.of(properties));
        } catch (CharacterCodingException e) {
            assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("\uFFFD");
        } catch (IllegalArgumentException e) {
            assertPlain(e);
        } finally {
            Files.delete(file);
        }
    }

    @FuzzTest(maxDuration = "3m")
    void parseEntry_anyPeer_isOneAddressOrAnError(byte[] input) {
        URI peer;
        try {
            peer = PeerAddress.parseEntry(ConfigKeys.PEERS, new String(input, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            assertPlain(e);
            return;
        }
        assertThat(peer.toString()).matches("(https?://|dns:)(" + NAME + "|" + IPV6 + ")(:[0-9]+)?");
        assertThat(PeerAddress.parseEntry(ConfigKeys.PEERS, peer.toString())).isEqualTo(peer);
        if (!PeerAddress.isDns(peer)) {
            assertThat(PeerAddress.port(peer)).isBetween(1, 65_535);
            assertThat(peer.getHost()).isNotEmpty();
        }
    }

    private static void assertSound(ClusterConfig config) {
        assertThat(config.path()).startsWith("/").doesNotMatch("(?s).*[\\p{Cntrl} ?#%*].*");
        assertThat(config.heartbeat()).isPositive();
        assertThat(config.timeout()).isPositive();
        assertThat(config.stalenessBound())
                .isGreaterThanOrEqualTo(config.heartbeat().multipliedBy(3));
        assertThat(config.signed() || !config.acceptUnsigned()).isTrue();
    }

    private static void assertPlain(IllegalArgumentException e) {
        assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(2_000).doesNotMatch("(?s).*\\p{Cntrl}.*");
    }
}
