package io.github.clustermemoizer.status;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** What a browser has, from which the {@link Tokens} of its forms are made. */
final class FormCookie {
    private static final String NAME = "memoizer-status";

    private FormCookie() {}

    /** Returns its value; one that a browser does not have yet is given to it. */
    static String of(HttpServletRequest request, HttpServletResponse response) {
        String there = of(request);
        if (there != null) {
            return there;
        }
        String made = Tokens.random();
        response.addHeader(
                "Set-Cookie",
                NAME + "=" + made + "; Path=" + request.getContextPath() + request.getServletPath()
                        + "; HttpOnly; SameSite=Strict"
                        + (request.isSecure() ? "; Secure" : ""));
        return made;
    }

    /** Returns its value; null if there is none that may be ours. */
    static @Nullable String of(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(NAME) && Tokens.isCookie(cookie.getValue())) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }
}
