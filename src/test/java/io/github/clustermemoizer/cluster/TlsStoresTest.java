package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The settings that name stores: what is read, and what is said at start if it cannot be. */
class TlsStoresTest {
    private static final String PASSWORD = Certificates.PASSWORD;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void make() throws IOException {
        var certificates = new Certificates(folder);
        certificates.trust();
        certificates.write("empty.p12", store -> {});
        Files.writeString(folder.resolve("text.p12"), "this is no store");
        Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        // Two passwords in one store, which only JKS knows.
        Certificates.keytool(
                "-genkeypair",
                folder.resolve("two.jks"),
                "-storetype",
                "JKS",
                "-dname",
                "CN=a",
                "-keypass",
                "not-the-same");
        Certificates.keytool(
                "-genkeypair", folder.resolve("key.jks"), "-storetype", "JKS", "-dname", "CN=a", "-keypass", PASSWORD);
    }

    private static ClusterConfig load(String settings) throws IOException {
        Path file = folder.resolve("server-cluster.properties");
        Files.writeString(file, "server-cluster.peers = https://www1\n" + settings.replace(" ; ", "\n"));
        return ClusterConfig.load(file);
    }

    @ParameterizedTest
    @CsvSource({
        "server-cluster.trust-store = trust.p12 ; server-cluster.trust-store-password = " + PASSWORD,
        "server-cluster.trust-store = trust.p12 ; server-cluster.trust-store-password-file = password",
        "server-cluster.trust-store = key.jks ; server-cluster.trust-store-password = " + PASSWORD,
        "server-cluster.trust-store = key.jks",
        "server-cluster.key-store = authority.p12 ; server-cluster.key-store-password = " + PASSWORD,
        "server-cluster.key-store = authority.p12 ; server-cluster.key-store-password-file = password",
        "server-cluster.key-store = key.jks ; server-cluster.key-store-password = " + PASSWORD,
    })
    void load_storeBesideTheFile_isRead(String settings) throws IOException {
        assertThat(load(settings).security().tls()).isNotNull();
    }

    @Test
    void load_storeWithItsFolder_isRead() throws IOException {
        var config = load("server-cluster.trust-store = " + folder.resolve("trust.p12")
                + "\nserver-cluster.trust-store-password = " + PASSWORD);

        assertThat(config.security().tls()).isNotNull();
    }

    @Test
    void load_noStore_leavesTlsToTheJdk() throws IOException {
        assertThat(load("").security().tls()).isNull();
    }

    static Stream<Arguments> wrong() {
        return Stream.of("trust-store", "key-store")
                .flatMap(store -> Stream.of(
                        Arguments.of(
                                store + " = missing ; " + store + "-password = hush",
                                store + " must be a file that can be read but was '" + folder.resolve("missing")
                                        + "'; one that is named without a folder lies beside the configuration file"),
                        Arguments.of(
                                store + " = . ; " + store + "-password = hush",
                                store + " must be a file that can be read but was '" + folder.resolve(".") + "'; one"),
                        Arguments.of(
                                store + " = authority.p12 ; " + store + "-password = hush",
                                store + "-password must be the password of server-cluster." + store
                                        + " but does not open '" + folder.resolve("authority.p12")
                                        + "'; try it with keytool -list"),
                        Arguments.of(
                                store + " = key.jks ; " + store + "-password = hush",
                                store + "-password must be the password of server-cluster." + store
                                        + " but does not open '" + folder.resolve("key.jks")
                                        + "'; try it with keytool -list"),
                        Arguments.of(
                                store + " = text.p12 ; " + store + "-password = hush",
                                store + " must be a PKCS12 or JKS store but was '" + folder.resolve("text.p12")
                                        + "'; look at it with keytool -list"),
                        Arguments.of(
                                store + "-password = hush",
                                store + "-password must not stand without server-cluster." + store
                                        + "; set that too, or take the line out")));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void load_storeCannotBeOpened_namesKeyRuleAndValueButNotThePassword(String settings, String message) {
        refuses(settings, message);
    }

    @Test
    void load_trustStoreWithoutCertificates_isRefused() {
        refuses(
                "trust-store = empty.p12 ; trust-store-password = " + PASSWORD,
                "trust-store must hold a certificate but none was found in '" + folder.resolve("empty.p12")
                        + "'; put one in with keytool -importcert, and set server-cluster.trust-store-password");
    }

    /** Without the password the JDK sees none of the certificates, and says nothing. */
    @Test
    void load_trustStoreWithoutItsPassword_isRefused() {
        refuses(
                "trust-store = trust.p12",
                "trust-store must hold a certificate but none was found in '" + folder.resolve("trust.p12")
                        + "'; put one in with keytool -importcert, and set server-cluster.trust-store-password");
    }

    @Test
    void load_keyStoreWithoutKey_isRefused() {
        refuses(
                "key-store = trust.p12 ; key-store-password = " + PASSWORD,
                "key-store must hold a private key and its certificate but none was found in '"
                        + folder.resolve("trust.p12")
                        + "'; make it with keytool -genkeypair or openssl pkcs12 -export");
    }

    @Test
    void load_keyStoreWithoutPassword_isRefused() {
        refuses(
                "key-store = authority.p12",
                "key-store must have a password; set server-cluster.key-store-password, be it empty");
    }

    @Test
    void load_keyWithAnotherPassword_isRefused() {
        refuses(
                "key-store = two.jks ; key-store-password = " + PASSWORD,
                "key-store-password must open the key too but does not open the one in '" + folder.resolve("two.jks")
                        + "'; give both one password with keytool -keypasswd");
    }

    private static void refuses(String settings, String message) {
        String lines = "server-cluster." + settings.replace(" ; ", "\nserver-cluster.");
        assertThatThrownBy(() -> load(lines))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("server-cluster." + message)
                .hasMessageNotContainingAny("hush", PASSWORD);
    }
}
