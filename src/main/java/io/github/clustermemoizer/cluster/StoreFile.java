package io.github.clustermemoizer.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A file of certificates or keys, PKCS12 or JKS, and the setting that names it. Its errors never tell the password. */
final class StoreFile {
    private final String key;
    private final String passwordKey;
    private final Path file;
    private final char @Nullable [] password;

    private StoreFile(String key, String passwordKey, Path file, @Nullable String password) {
        this.key = key;
        this.passwordKey = passwordKey;
        this.file = file;
        this.password = password == null ? null : password.strip().toCharArray();
    }

    /**
     * Returns what was set under {@code key}; null if nothing was.
     *
     * @throws IllegalArgumentException if there is a password to no file
     */
    static @Nullable StoreFile of(Map<String, String> settings, String key, String passwordKey) {
        String file = settings.get(key);
        String password = settings.get(passwordKey);
        if (file != null) {
            return new StoreFile(key, passwordKey, Path.of(file), password);
        }
        if (password != null) {
            throw new IllegalArgumentException(
                    passwordKey + " must not stand without " + key + "; set that too, or take the line out");
        }
        return null;
    }

    /** Returns what trusts the certificates of this file and no others. */
    TrustManager[] trustManagers() throws GeneralSecurityException {
        KeyStore store = open();
        boolean empty = true;
        for (String alias : Collections.list(store.aliases())) {
            empty &= store.getCertificate(alias) == null;
        }
        if (empty) {
            throw wrong(
                    key + " must hold a certificate but none was found in",
                    "put one in with keytool -importcert, and set " + passwordKey,
                    null);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /** Returns what shows the certificate of this file to whoever asks for one. */
    KeyManager[] keyManagers() throws GeneralSecurityException {
        if (password == null) {
            throw new IllegalArgumentException(key + " must have a password; set " + passwordKey + ", be it empty");
        }
        KeyStore store = open();
        boolean none = true;
        for (String alias : Collections.list(store.aliases())) {
            none &= !store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class);
        }
        if (none) {
            throw wrong(
                    key + " must hold a private key and its certificate but none was found in",
                    "make it with keytool -genkeypair or openssl pkcs12 -export",
                    null);
        }
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        try {
            factory.init(store, password);
        } catch (UnrecoverableKeyException e) {
            throw wrong(
                    passwordKey + " must open the key too but does not open the one in",
                    "give both one password with keytool -keypasswd",
                    e);
        }
        return factory.getKeyManagers();
    }

    private KeyStore open() {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw wrong(
                    key + " must be a file that can be read but was",
                    "one that is named without a folder lies beside the configuration file",
                    null);
        }
        try {
            return KeyStore.getInstance(file.toFile(), password);
        } catch (IOException | GeneralSecurityException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw wrong(
                        passwordKey + " must be the password of " + key + " but does not open",
                        "try it with keytool -list",
                        e);
            }
            throw wrong(key + " must be a PKCS12 or JKS store but was", "look at it with keytool -list", e);
        }
    }

    private IllegalArgumentException wrong(String rule, String wayOut, @Nullable Exception cause) {
        return new IllegalArgumentException(rule + " '" + Printable.of(file.toString()) + "'; " + wayOut, cause);
    }
}
