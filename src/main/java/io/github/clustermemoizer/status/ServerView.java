package io.github.clustermemoizer.status;

import java.util.Optional;

/**
 * One server as the page shows it.
 *
 * @param address as this server lists it
 * @param isHere whether it is the one that shows the page
 * @param report what it tells of itself; empty if it has not answered yet, or not for long
 * @param reportedSecondsAgo how old that is
 * @param problem why it could not be asked; empty if it could
 */
record ServerView(
        String address, boolean isHere, Optional<Report> report, double reportedSecondsAgo, Optional<String> problem) {

    /** Returns the address without what all have in common. */
    String name() {
        return name(address);
    }

    static String name(String address) {
        return address.replaceFirst("^https?://", "");
    }
}
