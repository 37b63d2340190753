package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Signs what goes to the flush servlets, and believes only an answer that is signed, too. All else passes as it is. */
final class SignedTransport implements Transport {
    /** Thrown for an answer that anybody could have given. */
    @SuppressWarnings("serial")
    static final class NotSignedException extends Exception {
        private final boolean isSigned;

        NotSignedException(boolean atAll) {
            super(
                    atAll
                            ? "its answer is signed with another secret; set the same " + ConfigKeys.SECRET + " there"
                            : "its answer is not signed; set " + ConfigKeys.SECRET + " there too, or "
                                    + ConfigKeys.ACCEPT_UNSIGNED + " here until then");
            isSigned = atAll;
        }

        /** Tells whether there is a signature, by another secret. */
        boolean isSigned() {
            return isSigned;
        }
    }

    private final Transport transport;
    private final String path;
    private final Seal seal;
    private final boolean acceptUnsigned;
    private final AtomicLong sequence = new AtomicLong();

    /** @param path of the flush servlets */
    SignedTransport(Transport transport, String path, Seal seal, boolean acceptUnsigned) {
        this.transport = transport;
        this.path = path;
        this.seal = seal;
        this.acceptUnsigned = acceptUnsigned;
    }

    @Override
    public void get(
            URI peer,
            String target,
            Map<String, String> headers,
            BiConsumer<@Nullable Reply, @Nullable Throwable> then) {
        int question = target.indexOf('?');
        String asked = question < 0 ? target : target.substring(0, question);
        if (!asked.equals(path)) {
            transport.get(peer, target, headers, then);
            return;
        }
        var all = new LinkedHashMap<>(headers);
        all.put(Headers.SEQUENCE, Long.toString(sequence.incrementAndGet()));
        String query = question < 0 ? null : target.substring(question + 1);
        String signature = seal.sign(SignedText.ofRequest(path, query, all));
        all.put(Headers.SIGNATURE, signature);
        transport.get(peer, target, all, (reply, failure) -> {
            if (reply == null || !mustBeSigned(query, reply) || isBelieved(signature, reply)) {
                then.accept(reply, failure);
            } else {
                then.accept(null, new NotSignedException(reply.headers().containsKey(Headers.SIGNATURE)));
            }
        });
    }

    private static boolean mustBeSigned(@Nullable String query, Reply reply) {
        return Question.isOne(query) ? reply.status() == 200 : reply.isSuccessful();
    }

    private boolean isBelieved(String asked, Reply reply) {
        String signature = reply.headers().get(Headers.SIGNATURE);
        return signature == null
                ? acceptUnsigned
                : seal.isGood(SignedText.ofReply(asked, reply.body(), reply.headers()), signature);
    }
}
