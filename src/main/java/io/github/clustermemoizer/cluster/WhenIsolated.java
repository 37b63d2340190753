package io.github.clustermemoizer.cluster;

/** What a server does with its values while it does not hear from a peer. */
public enum WhenIsolated {
    /** Values are loaded anew once they are older than the staleness bound. */
    SHORTEN,
    /** Values are served on, however old, and it is counted. */
    SERVE
}
