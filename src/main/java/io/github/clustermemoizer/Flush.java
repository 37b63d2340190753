package io.github.clustermemoizer;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * What to drop. Immutable; two are equal if they drop the same.
 *
 * <p>A flush names what goes; every server matches it against its own values and its own loads
 * under way, so a value is found also where only a peer holds it.
 */
public final class Flush {
    /** The ways to name what to drop. */
    public enum Kind {
        /** One statement, by its exact text. */
        STATEMENT,
        /** One statement, by the digest of its text. */
        DIGEST,
        /** All statements. */
        EVERYTHING
    }

    private static final Flush EVERYTHING = new Flush(Kind.EVERYTHING, "");

    private final Kind kind;
    private final String text;

    private Flush(Kind kind, String text) {
        this.kind = kind;
        this.text = text;
    }

    /**
     * Drops one statement.
     *
     * @param text the text exactly as memoized; case and blanks count
     * @return the flush
     * @throws NullPointerException if {@code text} is null
     */
    public static Flush statement(String text) {
        return new Flush(Kind.STATEMENT, requireNonNull(text, "text"));
    }

    /**
     * Drops the statement whose text has this digest. Every server looks through all its values for
     * it, so {@link #statement} is the better choice wherever the text is at hand.
     *
     * @param digest the SHA-256 of the text in UTF-8, as base64url (RFC 4648, section 5) without
     *     padding: 43 characters
     * @return the flush
     * @throws NullPointerException if {@code digest} is null
     * @throws IllegalArgumentException if {@code digest} is not of that form
     */
    public static Flush digest(String digest) {
        requireNonNull(digest, "digest");
        if (!isDigest(digest)) {
            throw new IllegalArgumentException("digest must be 32 bytes as 43 characters of unpadded base64url");
        }
        return new Flush(Kind.DIGEST, digest);
    }

    /**
     * Drops all statements.
     *
     * @return the flush
     */
    public static Flush everything() {
        return EVERYTHING;
    }

    /**
     * Tells in which way this flush names what it drops.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Returns the statement or the digest.
     *
     * @return the text; empty for {@link #everything()}
     */
    public String text() {
        return text;
    }

    /**
     * Returns the flush that drops the same statement and names it by its digest.
     *
     * @return this flush by digest; itself if it is not one of a single statement's text
     */
    public Flush byDigest() {
        return kind == Kind.STATEMENT ? new Flush(Kind.DIGEST, digestOf(text)) : this;
    }

    boolean drops(String statement) {
        return switch (kind) {
            case STATEMENT -> text.equals(statement);
            case DIGEST -> text.equals(digestOf(statement));
            case EVERYTHING -> true;
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Flush that && kind == that.kind && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + text.hashCode();
    }

    /** For people: the kind, and how long the text is; the text itself may not be fit to print. */
    @Override
    public String toString() {
        return "Flush[" + kind + (text.isEmpty() ? "" : ", " + text.length() + " characters") + "]";
    }

    private static boolean isDigest(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return bytes.length == 32
                    && text.equals(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    // A lone surrogate has no UTF-8 form and digests like '?': it drops one statement too many, never one too few.
    private static String digestOf(String statement) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(statement.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
