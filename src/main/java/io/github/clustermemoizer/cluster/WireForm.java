package io.github.clustermemoizer.cluster;

/** How a statement is named in a request to a peer. */
public enum WireForm {
    /** By its text, which can be read in access logs. */
    TEXT,
    /** By its SHA-256 alone. No part of a statement leaves the server. */
    DIGEST
}
