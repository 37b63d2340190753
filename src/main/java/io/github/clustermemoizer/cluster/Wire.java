package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Flush;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of the wire: {@code statement=…&statement=…&prefix=…&matching=…&tag=…&all=true}, or {@code
 * digest=…&tag-digest=…}, UTF-8 in form encoding; and {@code hashes=…} where much is to be told.
 *
 * <p>The reading end takes the raw query, since servlet containers disagree about malformed
 * parameters, and is strict: a request is understood whole or not at all.
 */
final class Wire {
    static final String SUCCESSFUL = "Successful.";
    private static final String ALL = "all=";
    private static final String TRUE = "true";
    static final String EVERYTHING = ALL + TRUE;

    /** Longest request line that we send; Tomcat and Jetty refuse more than 8 KB of request line and headers. */
    static final int REQUEST_LINE_LIMIT = 6000;

    /** Most of what is taken in one request. Our own are well below both. */
    static final int LONGEST_QUERY = 16_000;

    static final int MOST_ITEMS = 2000;

    private static final String STATEMENT = "statement=";
    private static final String DIGEST = "digest=";
    private static final String HASHES = "hashes=";
    private static final String PREFIX = "prefix=";
    private static final String MATCHING = "matching=";
    private static final String TAG = "tag=";
    private static final String TAG_DIGEST = "tag-digest=";

    private Wire() {}

    /** Tells whether an answer is one of ours, and not merely friendly. */
    static boolean isSuccess(int status, String body) {
        return status == 200 && body.equals(SUCCESSFUL);
    }

    /** Thrown for a query that is not entirely understood; carries no text from the network. */
    @SuppressWarnings("serial")
    static final class MalformedQueryException extends Exception {
        MalformedQueryException(String rule) {
            super(rule, null, false, false); // nobody reads a stack trace, and a flood of these would pay for it
        }
    }

    /** Returns the room that is left for the query in a request to {@code path}. */
    static int queryLimit(String path) {
        return REQUEST_LINE_LIMIT - "GET ? HTTP/1.1\r\n".length() - path.length();
    }

    /**
     * Returns the one parameter that stands for {@code flush}. Where its text is longer than {@code limit}
     * when encoded, or has no UTF-8 form, a statement goes by its digest, and anything else as everything.
     */
    static String parameter(Flush flush, int limit) {
        return switch (flush.kind()) {
            case STATEMENT -> encoded(STATEMENT, flush.text(), limit, () -> unreadable(flush));
            case PREFIX -> encoded(PREFIX, flush.text(), limit, () -> EVERYTHING);
            case MATCHING -> encoded(MATCHING, flush.text(), limit, () -> EVERYTHING);
            case TAG -> encoded(TAG, flush.text(), limit, () -> EVERYTHING);
            case DIGEST, TAG_DIGEST, EVERYTHING -> unreadable(flush);
        };
    }

    /**
     * Returns the one parameter that stands for {@code flush} and tells no text. A prefix or a pattern is part of
     * a statement, and no digest of it would match anything: it goes as everything.
     */
    static String unreadable(Flush flush) {
        Flush digested = flush.byDigest();
        return switch (digested.kind()) {
            case DIGEST -> DIGEST + digested.text();
            case TAG_DIGEST -> TAG_DIGEST + digested.text();
            case STATEMENT, PREFIX, MATCHING, TAG, EVERYTHING -> EVERYTHING;
        };
    }

    private static String encoded(String name, String text, int limit, Supplier<String> otherwise) {
        var out = new StringBuilder(name.length() + Math.min(text.length() * 3 / 2, limit)).append(name);
        return FormText.encode(text, out, limit) ? out.toString() : otherwise.get();
    }

    /** Returns the one parameter that stands for all statements of these hashes. */
    static String hashes(int[] hashes) {
        ByteBuffer bytes = ByteBuffer.allocate(hashes.length * Integer.BYTES);
        bytes.asIntBuffer().put(hashes);
        return HASHES + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** Returns how long {@link #hashes} is of so many. */
    static int lengthOfHashes(int count) {
        return HASHES.length() + (count * Integer.BYTES * 4 + 2) / 3;
    }

    /** Returns what a query asks to drop; nothing if there is no query. */
    static Drops parse(@Nullable String rawQuery) throws MalformedQueryException {
        if (rawQuery == null || rawQuery.isEmpty()) {
            return Drops.NONE;
        }
        if (rawQuery.length() > LONGEST_QUERY) {
            throw new MalformedQueryException("query must not be longer than " + LONGEST_QUERY + " characters");
        }
        var flushes = new ArrayList<Flush>();
        int[] hashes = Drops.NO_HASHES;
        for (int start = 0; start <= rawQuery.length(); ) {
            int end = rawQuery.indexOf('&', start);
            end = end < 0 ? rawQuery.length() : end;
            if (!rawQuery.startsWith(HASHES, start)) {
                flushes.add(flush(rawQuery, start, end));
            } else if (hashes.length == 0) {
                hashes = decodeHashes(rawQuery.substring(start + HASHES.length(), end));
            } else {
                throw new MalformedQueryException("there must not be more than one parameter of hashes");
            }
            if (flushes.size() + hashes.length > MOST_ITEMS) {
                throw new MalformedQueryException("there must not be more than " + MOST_ITEMS + " items");
            }
            start = end + 1;
        }
        return new Drops(flushes, hashes);
    }

    private static Flush flush(String query, int start, int end) throws MalformedQueryException {
        int equals = query.indexOf('=', start);
        int value = equals < 0 || equals > end ? start : equals + 1;
        String name = query.substring(start, value);
        try {
            return switch (name) {
                case STATEMENT -> Flush.statement(FormText.decode(query, value, end));
                case DIGEST -> Flush.digest(query.substring(value, end));
                case PREFIX -> Flush.prefix(FormText.decode(query, value, end));
                case MATCHING -> Flush.matching(FormText.decode(query, value, end));
                case TAG -> Flush.tag(FormText.decode(query, value, end));
                case TAG_DIGEST -> Flush.tagDigest(query.substring(value, end));
                case ALL -> everything(query.substring(value, end));
                default -> throw notKnown();
            };
        } catch (IllegalArgumentException e) {
            throw new MalformedQueryException("value is not one of its parameter's kind");
        }
    }

    private static Flush everything(String value) throws MalformedQueryException {
        if (!value.equals(TRUE)) {
            throw notKnown();
        }
        return Flush.everything();
    }

    private static int[] decodeHashes(String text) throws MalformedQueryException {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length > 0 && bytes.length % Integer.BYTES == 0) {
                var hashes = new int[bytes.length / Integer.BYTES];
                ByteBuffer.wrap(bytes).asIntBuffer().get(hashes);
                return hashes;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new MalformedQueryException("hashes must be base64url of four bytes each");
    }

    private static MalformedQueryException notKnown() {
        return new MalformedQueryException(
                "parameter must be statement, digest, hashes, prefix, matching, tag, tag-digest or all=true");
    }
}
