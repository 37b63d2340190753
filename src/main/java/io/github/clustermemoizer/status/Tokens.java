package io.github.clustermemoizer.status;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tells a form of this page from one of another site, without a session: the form has a code of what the browser has in a
 * cookie, and only this server can make it. The other site knows neither.
 */
final class Tokens {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 18;
    private static final Pattern COOKIE = Pattern.compile("[A-Za-z0-9_-]{24}");
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;

    Tokens() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        key = new SecretKeySpec(bytes, HMAC);
    }

    /** Returns a text that nobody can guess. */
    static String random() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    static boolean isCookie(@Nullable String value) {
        return value != null && COOKIE.matcher(value).matches();
    }

    /** Returns what a form must have, for a browser with this cookie. */
    String token(String cookie) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(cookie.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has " + HMAC, e);
        }
    }

    boolean isGood(@Nullable String cookie, @Nullable String token) {
        return cookie != null
                && token != null
                && isCookie(cookie)
                && MessageDigest.isEqual(
                        token(cookie).getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }
}
