package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Memoizer;

/** Does a little of everything in a runtime that has no JFR. */
final class WithoutFlightRecorder {
    private WithoutFlightRecorder() {}

    public static void main(String[] arguments) {
        try (var broadcaster = new ClusterBroadcaster(
                        ClusterConfig.builder().peers("http://127.0.0.1:1").build());
                Memoizer memoizer = Memoizer.builder().broadcaster(broadcaster).build()) {
            memoizer.memoize("a", () -> 1);
            memoizer.flush("a");
            Waiting.await(() -> !broadcaster.status().peers().get(0).failures().isEmpty());
            boolean isThere = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
            System.out.println(
                    (isThere ? "JFR, " : "no JFR, ") + memoizer.stats().flushed() + " flushed, "
                            + memoizer.stats().loads() + " loaded");
        }
    }
}
