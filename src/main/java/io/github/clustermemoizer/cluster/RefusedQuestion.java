package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.json.Json;
import io.github.clustermemoizer.json.JsonException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of what a question is answered that is refused, with status 403: which rule missed, and the address that
 * the rule was asked about.
 *
 * <p>So who is refused learns that there is a server of a cluster here, which of few rules keeps him out, and under which
 * address he, or the last proxy before the server, came in: written anew from its bytes, so nothing that he has sent comes
 * back. He learns no setting, no name, nothing of peers or values. Where there is a secret, one whose address is
 * not allowed must have signed his question to learn even that.
 *
 * @param problem the rule
 * @param address whom it was asked about; null if the container gave none
 */
record RefusedQuestion(Problem problem, @Nullable String address) {
    private static final Set<Problem> RULES = EnumSet.of(
            Problem.NOT_ALLOWED,
            Problem.PROXY_NOT_TRUSTED,
            Problem.PROXY_HIDES_CLIENT,
            Problem.PROXY_UNCLEAR,
            Problem.CLUSTERING_OFF,
            Problem.NO_FILTER,
            Problem.NOT_SIGNED,
            Problem.OTHER_SECRET);

    private static final String REFUSED = "refused";
    private static final String ADDRESS = "address";

    /** @param address as {@link IpAddress#parse} returns it */
    static RefusedQuestion of(Problem problem, byte @Nullable [] address) {
        return new RefusedQuestion(problem, address == null ? null : IpAddress.text(address));
    }

    String toJson() {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put(REFUSED, problem.code());
        map.put(ADDRESS, address);
        return Json.write(map);
    }

    /** Returns null if it is not one of ours. */
    static @Nullable RefusedQuestion parse(String body) {
        try {
            if (Json.read(body) instanceof Map<?, ?> map) {
                Problem problem =
                        Problem.of(map.get(REFUSED)).filter(RULES::contains).orElse(null);
                byte[] address = map.get(ADDRESS) instanceof String text ? IpAddress.parse(text) : null;
                return problem == null ? null : of(problem, address);
            }
        } catch (JsonException e) {
            // Somebody else's 403.
        }
        return null;
    }
}
