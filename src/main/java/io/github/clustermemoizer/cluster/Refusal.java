package io.github.clustermemoizer.cluster;

import java.util.Locale;

/** Why a request was refused. */
enum Refusal {
    NOT_ALLOWED,
    CLUSTERING_OFF,
    NOT_FILTERED,
    NOT_GET,
    MALFORMED,
    NOT_SIGNED,
    WRONG_SIGNATURE,
    STALE,
    TOO_OFTEN,
    BUSY,
    FAILED;

    private final String words = name().toLowerCase(Locale.ROOT).replace('_', ' ');

    String words() {
        return words;
    }

    /** Returns why items were not taken. */
    static Refusal of(Inbox.Answer answer) {
        return switch (answer) {
            case TOO_OFTEN -> TOO_OFTEN;
            case BUSY -> BUSY;
            case FAILED -> FAILED;
            case NOT_GET -> NOT_GET;
            case REFUSED -> NOT_ALLOWED;
            case MALFORMED, SUCCESSFUL, ANSWERED -> MALFORMED;
        };
    }
}
