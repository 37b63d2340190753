package io.github.clustermemoizer.status;

import java.util.List;

/** A statement that somebody has asked for, and what the servers say about it. */
record Asked(String statement, List<ServerExplanation> answers) {}
