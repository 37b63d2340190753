package io.github.clustermemoizer.cluster;

import java.security.GeneralSecurityException;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Makes of the store settings what TLS to the peers needs. */
final class TlsStores {
    private TlsStores() {}

    /**
     * Returns null if no store was set. Without a trust store the JDK's is used, without a key store no certificate is
     * shown.
     *
     * @param settings values by key
     * @throws IllegalArgumentException that names key, rule and value, and never a password
     */
    static @Nullable SSLContext context(Map<String, String> settings) {
        StoreFile trusted = StoreFile.of(settings, ConfigKeys.TRUST_STORE, ConfigKeys.TRUST_STORE_PASSWORD);
        StoreFile own = StoreFile.of(settings, ConfigKeys.KEY_STORE, ConfigKeys.KEY_STORE_PASSWORD);
        if (trusted == null && own == null) {
            return null;
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    own == null ? null : own.keyManagers(), trusted == null ? null : trusted.trustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the JDK cannot use the stores for TLS", e);
        }
    }
}
