package io.github.clustermemoizer.status;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a form has sent. Read here, since containers take no more than 200 kB, encoded, and statements are long. */
final class FormBody {
    /** A statement of a megabyte, where each character is escaped. */
    static final int LARGEST = 4 << 20;

    private final Map<String, String> fields;

    private FormBody(Map<String, String> fields) {
        this.fields = fields;
    }

    /** Returns empty if it is too long, or no form. */
    static Optional<FormBody> read(HttpServletRequest request) throws IOException {
        String type = String.valueOf(request.getContentType());
        if (!type.startsWith("application/x-www-form-urlencoded") || request.getContentLengthLong() > LARGEST) {
            return Optional.empty();
        }
        byte[] body = request.getInputStream().readNBytes(LARGEST + 1);
        var fields = new HashMap<String, String>();
        if (body.length == 0) { // a filter of the application has read it already
            request.getParameterMap().forEach((name, values) -> fields.put(name, values[0]));
            return Optional.of(new FormBody(fields));
        }
        return body.length > LARGEST ? Optional.empty() : parse(new String(body, StandardCharsets.US_ASCII));
    }

    private static Optional<FormBody> parse(String body) {
        var fields = new HashMap<String, String>();
        try {
            for (String field : body.split("&", 20)) {
                int equals = field.indexOf('=');
                if (equals > 0) {
                    fields.putIfAbsent(
                            field.substring(0, equals),
                            URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
                }
            }
            return Optional.of(new FormBody(fields));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** Returns the text of an area as it came, see {@link LineEnds}. */
    Optional<String> area(String name) {
        return field(name).filter(text -> !text.isEmpty());
    }
}
