package io.github.clustermemoizer.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What follows from how a peer introduced itself. No I/O and no clock. */
final class Comparison {
    /** Each server may choose for itself; nearly all choose the same. */
    private static final Set<String> CHOICES = Set.of(ConfigKeys.WIRE, ConfigKeys.WHEN_ISOLATED);

    private Comparison() {}

    static List<Finding> of(Verdict.Looker looker, WhoAmI there) {
        var findings = new ArrayList<Finding>();
        compareSettings(looker, there, findings);
        if (there.memoizers() == 0) {
            findings.add(new Finding(
                    Problem.NO_MEMOIZER,
                    "no memoizer is attached to its broadcaster, so a flush drops nothing there: build it with"
                            + " Memoizer.builder().broadcaster(...) on that server"));
        }
        if (looker.isServer()) {
            theirWayToUs(there, findings);
        }
        // Where the jar was packed anew, nothing tells the version.
        if (there.version() != null && !there.version().equals(looker.version())) {
            findings.add(new Finding(
                    Problem.OTHER_VERSION,
                    "it has version " + there.version() + " of this library, and " + looker.name() + " "
                            + (looker.version() == null ? "an unknown one" : looker.version())
                            + ": put the same on every server"));
        }
        return findings;
    }

    private static void compareSettings(Verdict.Looker looker, WhoAmI there, List<Finding> findings) {
        Map<String, String> own = WhoAmI.settings(looker.config());
        String here = looker.isServer() ? "here" : "in this file";
        own.forEach((key, value) -> {
            String other = there.settings().get(key);
            if (other != null && !other.equals(value)) {
                boolean isChoice = CHOICES.contains(key);
                findings.add(new Finding(
                        isChoice ? Problem.DIFFERENT_CHOICE : Problem.DIFFERENT_SETTING,
                        key + " is " + other + " there and " + value + " " + here
                                + (isChoice ? ", which is allowed" : ": set the same on every server")));
            }
        });
    }

    private static void theirWayToUs(WhoAmI there, List<Finding> findings) {
        String failure = there.failure();
        if (Boolean.FALSE.equals(there.listed())) {
            findings.add(new Finding(
                    Problem.NOT_LISTED,
                    "it does not list this server, so what is flushed there never comes here: add this server to "
                            + ConfigKeys.PEERS + " there"));
        } else if (failure != null) {
            boolean isAnswered =
                    failure.startsWith("answered") || failure.equals("other body") || failure.equals("not signed");
            findings.add(
                    isAnswered
                            ? new Finding(
                                    Problem.REFUSED_HERE,
                                    "its flushes are not taken here (" + failure + "): "
                                            + (failure.equals("answered 403")
                                                    ? "add its address to " + ConfigKeys.ALLOWED_REQUESTERS + " here"
                                                    : failure.equals("not signed")
                                                            ? "set " + ConfigKeys.SECRET + " here to the same as there"
                                                            : "let requests to " + ConfigKeys.PATH
                                                                    + " through to the flush servlet here"))
                            : new Finding(
                                    Problem.UNREACHED_BY_PEER,
                                    "its flushes do not arrive here (" + failure + "): look whether " + ConfigKeys.PEERS
                                            + " there has the right address and port of this server, and whether a"
                                            + " firewall stands in between"));
        }
    }
}
