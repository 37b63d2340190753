package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The way of a GET to a peer and of the answer back. */
interface Transport {
    /**
     * An answer.
     *
     * @param status the HTTP status
     * @param body the body, as UTF-8
     * @param headers those of {@link Headers#KEPT} that it has, by name
     */
    record Reply(int status, String body, Map<String, String> headers) {
        boolean isSuccessful() {
            return Wire.isSuccess(status, body);
        }

        @Nullable
        String node() {
            return headers.get(Headers.NODE);
        }
    }

    /**
     * Sends one GET. May block while a host name is looked up.
     *
     * @param target path and query, encoded
     * @param headers those of ours
     * @param then is told once, the reply or the failure, within the timeout, on a thread that must not block
     */
    void get(
            URI peer,
            String target,
            Map<String, String> headers,
            BiConsumer<@Nullable Reply, @Nullable Throwable> then);
}
