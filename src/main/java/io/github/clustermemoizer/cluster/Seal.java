package io.github.clustermemoizer.cluster;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs texts and knows its own signatures: HMAC-SHA-256 (RFC 2104), in unpadded base64url. While there are two secrets
 * a text has a signature by each, and one that is good is enough. So servers that have the old one, the new one
 * or both understand each other.
 */
final class Seal {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int LENGTH = 43;
    private static final String BETWEEN = ",";

    /** @param prototype never used but to make copies of, which costs half of asking the platform for a new one */
    private record Key(SecretKeySpec secret, Mac prototype) {
        static Key of(byte[] secret) {
            var spec = new SecretKeySpec(secret, ALGORITHM);
            return new Key(spec, initialized(spec));
        }

        Mac mac() {
            try {
                return (Mac) prototype.clone();
            } catch (CloneNotSupportedException e) { // not every provider's can be copied
                return initialized(secret);
            }
        }

        private static Mac initialized(SecretKeySpec secret) {
            try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(secret);
                return mac;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform must have " + ALGORITHM, e);
            }
        }
    }

    private final List<Key> keys;

    /** @param secrets the current one first */
    Seal(List<byte[]> secrets) {
        keys = secrets.stream().map(Key::of).toList();
    }

    /** Returns the value of the header that vouches for {@code text}. */
    String sign(String text) {
        return keys.stream().map(key -> signature(key, text)).collect(Collectors.joining(BETWEEN));
    }

    /** Tells whether one of the signatures is good; takes as long for each that is not. */
    boolean isGood(String text, @Nullable String signatures) {
        if (signatures == null || signatures.length() > 2 * LENGTH + BETWEEN.length()) {
            return false;
        }
        boolean good = false;
        for (Key key : keys) {
            byte[] expected = bytes(signature(key, text));
            for (String signature : signatures.split(BETWEEN, -1)) {
                good |= MessageDigest.isEqual(expected, bytes(signature));
            }
        }
        return good;
    }

    private static String signature(Key key, String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.mac().doFinal(bytes(text)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
