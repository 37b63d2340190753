package io.github.clustermemoizer.status;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How everything is answered. */
final class Responses {
    private Responses() {}

    /** Tells the browser what must not be done with this answer. */
    static void protect(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", Assets.POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        // Not no-referrer, with which browsers would hide the origin of the page's own forms.
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
    }

    static void answer(HttpServletResponse response, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type.equals("application/json") ? type : type + ";charset=utf-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
