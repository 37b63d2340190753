package io.github.clustermemoizer.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An authority that issues certificates into stores, made with the JDK's own tool while a test runs. */
final class Certificates {
    static final String PASSWORD = "only-for-tests";
    private static final String ALIAS = "it";

    private final Path folder;
    private final Path authority;

    /** @param folder a new one */
    Certificates(Path folder) {
        this.folder = folder;
        authority = folder.resolve("authority.p12");
        keytool("-genkeypair", authority, "-dname", "CN=Authority", "-ext", "bc:critical=ca:true");
    }

    /** Returns a store that trusts what this authority issued. */
    Path trust() {
        return write("trust.p12", store -> store.setCertificateEntry(ALIAS, certificate(authority)));
    }

    /** Returns the store of a server with that address. */
    Path of(String address) {
        return issue(address, address, "-validity", "30");
    }

    Path expired(String address) {
        return issue("expired-" + address, address, "-startdate", "-10d", "-validity", "5");
    }

    private Path issue(String name, String address, String... validity) {
        Path store = folder.resolve(name + ".p12");
        Path request = folder.resolve(name + ".csr");
        Path answer = folder.resolve(name + ".crt");
        keytool("-genkeypair", store, "-dname", "CN=" + name);
        keytool("-certreq", store, "-file", request.toString());
        var options = new ArrayList<>(
                List.of("-infile", request.toString(), "-outfile", answer.toString(), "-ext", "san=ip:" + address));
        options.addAll(Arrays.asList(validity));
        keytool("-gencert", authority, options.toArray(String[]::new));
        try {
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            try (InputStream in = Files.newInputStream(answer)) {
                Certificate issued = CertificateFactory.getInstance("X.509").generateCertificate(in);
                var chain = new Certificate[] {issued, certificate(authority)};
                keys.setKeyEntry(ALIAS, keys.getKey(ALIAS, PASSWORD.toCharArray()), PASSWORD.toCharArray(), chain);
            }
            save(keys, store);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** What is put into a store. */
    interface Filling {
        void into(KeyStore store) throws IOException, GeneralSecurityException;
    }

    /** Returns a new PKCS12 store. */
    Path write(String name, Filling filling) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            filling.into(store);
            Path file = folder.resolve(name);
            save(store, file);
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void save(KeyStore store, Path file) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    private static Certificate certificate(Path store) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()).getCertificate(ALIAS);
    }

    static void keytool(String command, Path store, String... options) {
        var line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                command,
                "-alias",
                ALIAS,
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        if (command.equals("-genkeypair")) {
            line.addAll(List.of("-keyalg", "EC"));
        }
        line.addAll(Arrays.asList(options));
        try {
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            store.resolveSibling(store.getFileName() + ".log").toFile())
                    .start();
            process.getOutputStream().close(); // it must not wait for an answer
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("keytool hangs: " + line);
            }
            if (process.exitValue() != 0) {
                throw new AssertionError(
                        "keytool failed: " + Files.readString(store.resolveSibling(store.getFileName() + ".log")));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
