package io.github.clustermemoizer.cluster;

/** How statements and tags are named in a request to a peer. */
public enum WireForm {
    /** By its text, which can be read in access logs. */
    TEXT,
    /**
     * By its SHA-256 alone, and a tag likewise. No text leaves the server: a flush by prefix or pattern tells the
     * peers to drop everything.
     */
    DIGEST
}
