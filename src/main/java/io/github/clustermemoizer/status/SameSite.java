package io.github.clustermemoizer.status;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;

/** Tells whether a request was made by this page itself, as far as the browser says. */
final class SameSite {
    private SameSite() {}

    /** True also for one without a browser: the token is asked for besides. */
    static boolean isSame(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin")) {
            return false;
        }
        String origin = request.getHeader("Origin");
        String host = request.getHeader("Host");
        // Not the scheme: behind a proxy that ends TLS it is another one here.
        return origin == null
                || (host != null
                        && origin.toLowerCase(Locale.ROOT)
                                .replaceFirst("^https?://", "")
                                .equals(host.toLowerCase(Locale.ROOT)));
    }
}
