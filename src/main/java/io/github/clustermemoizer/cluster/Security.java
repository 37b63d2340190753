package io.github.clustermemoizer.cluster;

import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The part of a {@link ClusterConfig} that keeps strangers out.
 *
 * @param tls for {@code https} peers; null for the JDK's own
 */
record Security(
        @Nullable Secrets secrets,
        boolean acceptUnsigned,
        List<String> trustedProxies,
        AddressRules proxies,
        WireForm wire,
        @Nullable SSLContext tls) {
    Security {
        if (acceptUnsigned && secrets == null) {
            throw new IllegalArgumentException(ConfigKeys.ACCEPT_UNSIGNED + " must not be true without "
                    + ConfigKeys.SECRET + "; set one, or take the line out");
        }
    }

    /** Returns {@code transport}, or what signs all that goes that way. */
    Transport sign(Transport transport, String path) {
        Seal seal = seal();
        return seal == null ? transport : new SignedTransport(transport, path, seal, acceptUnsigned);
    }

    /** Returns what signs and knows signatures; null where nothing is signed. */
    @Nullable
    Seal seal() {
        return secrets == null ? null : secrets.seal();
    }
}
