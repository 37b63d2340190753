package io.github.clustermemoizer;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import org.jspecify.annotations.Nullable;

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
        /** All statements whose text begins in one way. */
        PREFIX,
        /** All statements whose text matches a pattern. */
        MATCHING,
        /** All statements that were memoized with a tag. */
        TAG,
        /** All statements that were memoized with a tag, by the digest of the tag. */
        TAG_DIGEST,
        /** All statements. */
        EVERYTHING
    }

    private static final Flush EVERYTHING = new Flush(Kind.EVERYTHING, "", null);

    private final Kind kind;
    private final String text;
    private final @Nullable Glob glob;

    private Flush(Kind kind, String text, @Nullable Glob glob) {
        this.kind = kind;
        this.text = text;
        this.glob = glob;
    }

    /**
     * Drops one statement.
     *
     * @param text the text exactly as memoized; case and blanks count
     * @return the flush
     * @throws NullPointerException if {@code text} is null
     */
    public static Flush statement(String text) {
        return new Flush(Kind.STATEMENT, requireNonNull(text, "text"), null);
    }

    /**
     * Drops the statement whose text has this digest. From the first flush by digest on a server keeps an
     * index of digests, so {@link #statement} is the better choice wherever the text may be told.
     *
     * @param digest the SHA-256 of the text in UTF-8, as base64url (RFC 4648, section 5) without
     *     padding: 43 characters
     * @return the flush
     * @throws NullPointerException if {@code digest} is null
     * @throws IllegalArgumentException if {@code digest} is not of that form
     */
    public static Flush digest(String digest) {
        return new Flush(Kind.DIGEST, requireDigest(digest), null);
    }

    /**
     * Drops all statements that begin with a text. Takes time in proportion to the number of values in
     * memory; readers of others are not held up.
     *
     * @param text what they begin with; the empty text drops everything
     * @return the flush
     * @throws NullPointerException if {@code text} is null
     */
    public static Flush prefix(String text) {
        return new Flush(Kind.PREFIX, requireNonNull(text, "text"), null);
    }

    /**
     * Drops all statements whose whole text matches a pattern: {@code *} is any run of characters,
     * {@code ?} one, {@code [a-z]} one of these, and {@code \\x} the character x itself. Takes time in
     * proportion to the number of values in memory and the length of their texts, whatever the pattern;
     * readers of others are not held up.
     *
     * @param glob the pattern, by the rules of Tcl's {@code string match}; a character is a Unicode code
     *     point, and case counts
     * @return the flush
     * @throws IllegalArgumentException if the pattern has a bracket that is empty or not closed, or a range
     *     without an end, ends in a lone backslash, has half of a surrogate pair, or is longer than 4,000
     *     characters
     * @throws NullPointerException if {@code glob} is null
     */
    public static Flush matching(String glob) {
        return new Flush(Kind.MATCHING, requireNonNull(glob, "glob"), Glob.of(glob));
    }

    /**
     * Drops all statements that were memoized or seeded with a tag. Takes time in proportion to what it
     * drops.
     *
     * @param name the tag, see {@link StatementKey#tagged}
     * @return the flush
     * @throws IllegalArgumentException if it is no tag
     * @throws NullPointerException if {@code name} is null
     */
    public static Flush tag(String name) {
        return new Flush(Kind.TAG, StatementKey.requireTag(name), null);
    }

    /**
     * Drops all statements that were memoized or seeded with the tag that has this digest. Takes time in
     * proportion to what it drops, but for the first flush by digest, see {@link #digest}.
     *
     * @param digest of the tag, as for {@link #digest}
     * @return the flush
     * @throws NullPointerException if {@code digest} is null
     * @throws IllegalArgumentException if {@code digest} is not of that form
     */
    public static Flush tagDigest(String digest) {
        return new Flush(Kind.TAG_DIGEST, requireDigest(digest), null);
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
     * Returns the statement, digest, prefix, pattern or tag.
     *
     * @return the text; empty for {@link #everything()}
     */
    public String text() {
        return text;
    }

    /**
     * Returns the flush that drops the same and names it by digest.
     *
     * @return this flush by digest; itself if it is not one of a single statement's text or of a tag
     */
    public Flush byDigest() {
        return switch (kind) {
            case STATEMENT -> new Flush(Kind.DIGEST, Digest.of(text), null);
            case TAG -> new Flush(Kind.TAG_DIGEST, Digest.of(text), null);
            default -> this;
        };
    }

    boolean drops(String statement, Set<String> tags) {
        return switch (kind) {
            case STATEMENT -> text.equals(statement);
            case DIGEST -> text.equals(Digest.of(statement));
            case PREFIX -> statement.startsWith(text);
            case MATCHING -> requireNonNull(glob).matches(statement);
            case TAG -> tags.contains(text);
            case TAG_DIGEST -> tags.stream().anyMatch(tag -> text.equals(Digest.of(tag)));
            case EVERYTHING -> true;
        };
    }

    private static String requireDigest(String digest) {
        if (!Digest.isDigest(requireNonNull(digest, "digest"))) {
            throw new IllegalArgumentException("digest must be 32 bytes as 43 characters of unpadded base64url");
        }
        return digest;
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
}
