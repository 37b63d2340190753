package io.github.clustermemoizer.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: the address of a request's client, whether it came straight or through proxies that are trusted, or
 * why that cannot be told. Immutable.
 *
 * <p>Anyone can write into the headers of a proxy. What a trusted proxy has written itself stands last, so they are
 * read from the right, and only as far as each hop is trusted: the first one that is not is the client.
 */
final class Requester {
    /** What no peer sends and some proxy adds. */
    private static final List<String> SIGNS_OF_A_PROXY = List.of(
            ForwardedHops.FORWARDED,
            ForwardedHops.X_FORWARDED_FOR,
            "Via",
            "X-Real-IP",
            "X-Forwarded-Host",
            "X-Forwarded-Proto",
            "X-Forwarded-Port",
            "X-Forwarded-Server",
            "X-Client-IP",
            "X-Cluster-Client-IP",
            "True-Client-IP",
            "CF-Connecting-IP");

    private static final String SAYS_NOT_WHO =
            "its proxy does not say who asked, in " + ForwardedHops.X_FORWARDED_FOR + " or " + ForwardedHops.FORWARDED;

    // no record: a component that is an array would make a wrong equals
    private final byte @Nullable [] address;
    private final boolean proxied;
    private final @Nullable Problem problem;
    private final @Nullable String refusal;

    private Requester(byte @Nullable [] address, boolean proxied, @Nullable Problem problem, @Nullable String refusal) {
        this.address = address;
        this.proxied = proxied;
        this.problem = problem;
        this.refusal = refusal;
    }

    static Requester refused(Problem problem, String reason) {
        return new Requester(null, true, problem, reason);
    }

    static Requester behindProxies(byte[] address) {
        return new Requester(address, true, null, null);
    }

    /**
     * Finds out who asks.
     *
     * @param socket what the container says the socket's other end is
     * @param headers gives all lines of a header, in order; none for one that is missing
     * @param proxies who is believed when it names its client
     */
    static Requester of(@Nullable String socket, Function<String, List<String>> headers, AddressRules proxies) {
        if (!hasSignOfAProxy(headers)) {
            return new Requester(IpAddress.ofRequester(socket), false, null, null);
        }
        if (!proxies.allow(socket)) {
            return refused(
                    Problem.PROXY_NOT_TRUSTED, "it came through a proxy that is not in " + ConfigKeys.TRUSTED_PROXIES);
        }
        Requester one = ForwardedHops.client(ForwardedHops.X_FORWARDED_FOR, headers, proxies);
        Requester other = ForwardedHops.client(ForwardedHops.FORWARDED, headers, proxies);
        if (one == null || other == null) {
            return one != null ? one : other != null ? other : refused(Problem.PROXY_HIDES_CLIENT, SAYS_NOT_WHO);
        }
        if (one.refusal != null || other.refusal != null) {
            return one.refusal != null ? one : other;
        }
        // A proxy writes one of the two and hands the other on as the client forged it.
        return Arrays.equals(one.address, other.address)
                ? one
                : refused(
                        Problem.PROXY_UNCLEAR,
                        ForwardedHops.X_FORWARDED_FOR + " and " + ForwardedHops.FORWARDED
                                + " name different clients, one of them forged");
    }

    // No stream here and in what follows: every request comes this way.
    private static boolean hasSignOfAProxy(Function<String, List<String>> headers) {
        for (String name : SIGNS_OF_A_PROXY) {
            if (!headers.apply(name).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Returns the client's address as {@link IpAddress#parse} does, or null if it is not known. */
    byte @Nullable [] address() {
        return address;
    }

    /** Tells whether something says that a proxy stands in between. */
    boolean isProxied() {
        return proxied;
    }

    /** Returns which rule does not let this requester in, where one does not. */
    Problem problem() {
        return problem == null ? Problem.NOT_ALLOWED : problem;
    }

    /** Returns the rule that does not let this requester in, or null if it is an allowed one. */
    @Nullable
    String refusal(AddressRules allowed) {
        if (refusal != null) {
            return refusal;
        }
        if (address != null && allowed.covers(address)) {
            return null;
        }
        return (proxied && address != null ? "its client " + IpAddress.text(address) + " is " : "") + "not in "
                + ConfigKeys.ALLOWED_REQUESTERS;
    }
}
