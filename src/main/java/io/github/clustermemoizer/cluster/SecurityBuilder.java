package io.github.clustermemoizer.cluster;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The settings of {@link ClusterConfig.Builder} that keep strangers out. */
abstract class SecurityBuilder<B extends SecurityBuilder<B>> extends TimingsBuilder<B> {
    private @Nullable String secret;
    private @Nullable String previousSecret;
    private boolean acceptUnsigned;
    private List<String> trustedProxies = List.of();
    private WireForm wire = WireForm.TEXT;
    private final Map<String, String> stores = new HashMap<>();
    private @Nullable SSLContext sslContext;

    SecurityBuilder() {}

    /**
     * Sets what only the servers of the cluster know. From then on everything that is sent is signed with it
     * (HMAC-SHA-256), and nothing is taken that is not.
     *
     * @param secret at least 16 bytes in UTF-8, without the blanks around it; default none
     * @return this builder
     * @throws IllegalArgumentException if it is shorter
     * @throws NullPointerException if it is null
     */
    public B secret(String secret) {
        Secrets.key(ConfigKeys.SECRET, secret);
        this.secret = secret;
        return self();
    }

    /**
     * Sets the secret that other servers may still have, while one is replaced by another: both are good.
     *
     * @param secret as in {@code secret}; default none
     * @return this builder
     * @throws IllegalArgumentException if it is shorter
     * @throws NullPointerException if it is null
     */
    public B previousSecret(String secret) {
        Secrets.key(ConfigKeys.PREVIOUS_SECRET, secret);
        this.previousSecret = secret;
        return self();
    }

    /**
     * Sets whether what is not signed is taken, too, although there is a secret: while a cluster is on its
     * way from unsigned to signed.
     *
     * @param accept default false
     * @return this builder
     */
    public B acceptUnsigned(boolean accept) {
        this.acceptUnsigned = accept;
        return self();
    }

    /**
     * Sets through which proxies a request may come. Of such a request the address counts that the proxy names
     * as its client, which must be an allowed requester. What comes through another proxy is refused.
     *
     * @param rules as in {@code allowedRequesters}; default none
     * @return this builder
     * @throws IllegalArgumentException if one is no rule
     */
    public B trustedProxies(String... rules) {
        List<String> copy = List.of(rules);
        AddressRules.parse(ConfigKeys.TRUSTED_PROXIES, copy);
        this.trustedProxies = copy;
        return self();
    }

    /**
     * Sets how statements are named on the wire.
     *
     * @param form default {@link WireForm#TEXT}
     * @return this builder
     * @throws NullPointerException if it is null
     */
    public B wire(WireForm form) {
        this.wire = requireNonNull(form, "form");
        return self();
    }

    /**
     * Sets which certificates of {@code https} peers are trusted, and with which certificate this server
     * answers a peer that asks for one. Whatever it is, TLS is 1.2 or 1.3, and a certificate must name the host
     * that was asked.
     *
     * @param context default the JDK's own, which has no certificate to show. For stores in files, see the
     *     README's table, and {@link ClusterConfig#of}
     * @return this builder
     * @throws NullPointerException if it is null
     */
    public B sslContext(SSLContext context) {
        this.sslContext = requireNonNull(context, "context");
        return self();
    }

    /** Sets the file, or the password, that a key of the configuration file names. Read by {@link #security()}. */
    void store(String key, String value) {
        stores.put(key, value);
    }

    Security security() {
        if (secret == null && previousSecret != null) {
            throw new IllegalArgumentException(ConfigKeys.PREVIOUS_SECRET + " must not stand without "
                    + ConfigKeys.SECRET + "; set the current one too");
        }
        return new Security(
                secret == null ? null : new Secrets(secret, previousSecret),
                acceptUnsigned,
                trustedProxies,
                AddressRules.parse(ConfigKeys.TRUSTED_PROXIES, trustedProxies),
                wire,
                sslContext == null ? TlsStores.context(stores) : sslContext);
    }
}
