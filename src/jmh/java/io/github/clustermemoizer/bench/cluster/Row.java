package io.github.clustermemoizer.bench.cluster;

import java.util.Map;

/** The figures of one mode in one trial, by their names, in the order of the columns. */
record Row(Mode mode, int peers, String side, int repetition, Map<String, Double> figures) {}
