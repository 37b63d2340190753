package io.github.clustermemoizer.cluster;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What only the servers of the cluster know. Never printed. */
final class Secrets {
    private static final int SHORTEST = 16;

    private final List<byte[]> keys = new ArrayList<>();
    private final Seal seal;

    /**
     * @param previous one that other servers may still have; null for none
     * @throws IllegalArgumentException that names the setting and the rule, and never the secret
     */
    Secrets(String secret, @Nullable String previous) {
        keys.add(key(ConfigKeys.SECRET, secret));
        if (previous != null) {
            keys.add(key(ConfigKeys.PREVIOUS_SECRET, previous));
        }
        seal = new Seal(keys);
    }

    /** Returns what signs with the current one, and the previous one if there is one. */
    Seal seal() {
        return seal;
    }

    static byte[] key(String name, String secret) {
        byte[] bytes = requireNonNull(secret, name).strip().getBytes(StandardCharsets.UTF_8);
        if (bytes.length < SHORTEST) {
            throw new IllegalArgumentException(name + " must have at least " + SHORTEST + " bytes but had "
                    + bytes.length + "; make one with: openssl rand -base64 32");
        }
        return bytes;
    }
}
