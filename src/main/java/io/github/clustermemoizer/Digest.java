package io.github.clustermemoizer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;

/**
 * The SHA-256 of statements and tags. What travels is the whole of it, as base64url; by what this server looks
 * things up is its first 64 bits, a <em>mark</em>. Where two share a mark, a flush drops one value too
 * many, never one too few.
 */
final class Digest {
    /** The marks of what nobody has digested yet. */
    static final long[] NO_MARKS = {};

    private Digest() {}

    /** Returns the whole digest of a text, as base64url without padding. */
    static String of(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(text));
    }

    static boolean isDigest(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return bytes.length == 32
                    && text.equals(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Returns all marks by which a flush by digest may name a value: that of its statement first, then those of its tags. */
    static long[] marks(String statement, Set<String> tags) {
        long[] marks = new long[1 + tags.size()];
        marks[0] = mark(sha256(statement));
        int next = 1;
        for (String tag : tags) {
            marks[next++] = ofTag(mark(sha256(tag)));
        }
        return marks;
    }

    /** Returns the mark of what {@code flush} drops, which must be one by digest. */
    static long mark(Flush flush) {
        long mark = mark(Base64.getUrlDecoder().decode(flush.text()));
        return flush.kind() == Flush.Kind.TAG_DIGEST ? ofTag(mark) : mark;
    }

    /** So that a tag is not taken for a statement of the same text. */
    private static long ofTag(long mark) {
        return ~mark;
    }

    private static long mark(byte[] digest) {
        return ByteBuffer.wrap(digest).getLong();
    }

    // A lone surrogate has no UTF-8 form and digests like '?': it drops one statement too many, never one too few.
    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
