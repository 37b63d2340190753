package io.github.clustermemoizer.cluster;

import java.util.List;

/** What the simulation must find. Each line of the protocol that a run without it has shown to be needed. */
final class ProtocolMutations {
    static final List<ProtocolMutation> ALL = List.of(
            new ProtocolMutation(
                    "echo before what came ahead of the token is told",
                    "cluster/Acquaintance.java",
                    "tokenPosition <= last ? token : null",
                    "token"),
            new ProtocolMutation(
                    "token stamped at position zero",
                    "cluster/Acquaintance.java",
                    "tokenPosition = tail;",
                    "tokenPosition = 0;"),
            new ProtocolMutation(
                    "lane dropped on overflow",
                    "cluster/Backlog.java",
                    "return there != null ? there : widen(next);",
                    "if (there == null) {\n clear();\n waiting.put(item, next);\n }\n return next;"),
            new ProtocolMutation(
                    "what failed is not sent again",
                    "cluster/Lane.java",
                    "flights.goAgain(batch);\n        }\n        backOff.failed(now);",
                    "}\n        backOff.failed(now);"),
            new ProtocolMutation(
                    "a lane that opens late begins with nothing", "cluster/Links.java", "if (late) {", "if (false) {"),
            new ProtocolMutation(
                    "goodbye with items pending", "cluster/Lane.java", "closing && told == tail);", "closing);"),
            new ProtocolMutation(
                    "goodbye without end",
                    "cluster/Contact.java",
                    "greeting.echoed() + terms.absence()",
                    "Long.MAX_VALUE / 4"),
            new ProtocolMutation(
                    "goodbye excuses from when it arrives",
                    "cluster/Contact.java",
                    "Math.max(excusedUntil, greeting.echoed() + terms.absence())",
                    "Math.max(excusedUntil, now + terms.absence())"),
            new ProtocolMutation(
                    "no freeze at a meeting",
                    "cluster/Contact.java",
                    "return now <= excusedUntil ? null : new Freeze(heard(), now);",
                    "return null;"),
            new ProtocolMutation(
                    "no freeze at the first meeting",
                    "cluster/Contact.java",
                    "current == null && isOlderThanListing(greeting.age(), now) ? null : leave(now)",
                    "current == null ? null : leave(now)"),
            new ProtocolMutation(
                    "heard set to the time of receipt",
                    "cluster/Contact.java",
                    "echoed = Math.max(echoed, greeting.echoed());",
                    "echoed = Math.max(echoed, now);"),
            new ProtocolMutation(
                    "a ghost displaces the current instance",
                    "cluster/Contact.java",
                    "return greeting.node().equals(answering) && (current == null || greeting.echoed() > met);",
                    "return true;"),
            new ProtocolMutation(
                    "whoever echoes is believed to be at every address",
                    "cluster/Contact.java",
                    "return greeting.node().equals(answering) && (",
                    "return ("),
            new ProtocolMutation(
                    "no sweep after a freeze",
                    "cluster/Leases.java",
                    "targets.dropLoadedBefore(start + sweep.getAsLong());",
                    ""),
            new ProtocolMutation(
                    "a freeze is forgotten", "cluster/Contacts.java", "heard = Math.min(heard, freeze.heard());", ""),
            new ProtocolMutation(
                    "nothing frozen when a server is taken off the list",
                    "cluster/Contacts.java",
                    "freeze(contact.leave(now));",
                    ""),
            new ProtocolMutation("settled early", "cluster/Terms.java", "+ stretched(bound);", "+ bound * 9 / 10;"),
            new ProtocolMutation(
                    "settled without a margin for the rates of clocks",
                    "cluster/Terms.java",
                    "+ stretched(bound);",
                    "+ bound;"),
            new ProtocolMutation(
                    "settled as if every peer had met this server",
                    "cluster/Terms.java",
                    "(met && fixedList ? flushed : Math.max(flushed, stretched(absence)))",
                    "flushed"),
            new ProtocolMutation(
                    "a list does not grow old",
                    "cluster/Contacts.java",
                    "asked + terms.absence() / 2",
                    "Long.MAX_VALUE"),
            new ProtocolMutation(
                    "heard before what is asked is done",
                    "cluster/Inbox.java",
                    "if (answer != Answer.SUCCESSFUL) {",
                    "if (false) {"),
            new ProtocolMutation(
                    "whatever answers is a success",
                    "cluster/PeerLink.java",
                    "if (reply != null && reply.isSuccessful()) {",
                    "if (reply != null) {"),
            new ProtocolMutation(
                    "an item joins the request under way",
                    "cluster/Lane.java",
                    "long position = waiting.add(item, tail + 1);",
                    "long position = flights.underWay() > 0 ? tail : waiting.add(item, tail + 1);"),
            new ProtocolMutation(
                    "the age of values is never looked at", "ServingRule.java", "isOn = !watched;", "isOn = false;"),
            new ProtocolMutation(
                    "values served a second beyond the bound",
                    "ServingRule.java",
                    "long bound = bound(lease, statement);",
                    "long bound = bound(lease, statement) + 1_000_000_000L;"),
            new ProtocolMutation(
                    "a load under way is kept over a sweep",
                    "LocalFlushes.java",
                    "clock.forgetLoadsBefore(clock.at(time));",
                    ""),
            new ProtocolMutation(
                    "a flush does not keep a load from being kept",
                    "FlushClock.java",
                    "return statements.isFlushedSince(statement.hashCode(), asOf) || flushedOtherwise(",
                    "return flushedOtherwise("),
            new ProtocolMutation(
                    "all that waits counts as told with the request under way",
                    "cluster/Lane.java",
                    "return flights.done();",
                    "return flights.underWay() == 0 && !flights.isAnyToGoAgain() ? tail : flights.done();"),
            new ProtocolMutation(
                    "what is under way counts as told when a later request lands",
                    "cluster/Flights.java",
                    "undone = Math.min(undone, flight.batch.first());",
                    ""),
            new ProtocolMutation(
                    "what goes again counts as told when a later request lands",
                    "cluster/Flights.java",
                    "undone = Math.min(undone, again.first().first());",
                    ""),
            new ProtocolMutation(
                    "who was never heard from does not count",
                    "cluster/Contact.java",
                    "return Math.max(echoed, excusedUntil);",
                    "return current == null ? Long.MAX_VALUE : Math.max(echoed, excusedUntil);"),
            new ProtocolMutation(
                    "frozen at the meeting and not at what was heard",
                    "cluster/Contact.java",
                    "new Freeze(heard(), now)",
                    "new Freeze(now, now)"),
            new ProtocolMutation(
                    "a goodbye saves the freeze however long ago it was",
                    "cluster/Contact.java",
                    "return now <= excusedUntil ? null :",
                    "return excusedUntil >= 0 ? null :"),
            new ProtocolMutation(
                    "a goodbye excuses the successor too",
                    "cluster/Contact.java",
                    "excusedUntil = -1;\n        }",
                    "}"),
            new ProtocolMutation(
                    "a signed request is taken twice",
                    "cluster/SignatureCheck.java",
                    "&& replays.isNew(sender, sequence, now)",
                    ""),
            new ProtocolMutation(
                    "a signed request is taken however old its token",
                    "cluster/SignatureCheck.java",
                    "&& now - issued <= bound",
                    ""),
            new ProtocolMutation(
                    "a signed request is taken that was made for another server",
                    "cluster/SignatureCheck.java",
                    "issued >= 0\n                        && now - issued <= bound",
                    "true"),
            new ProtocolMutation(
                    "an answer is believed that was given to another request",
                    "cluster/SignedTransport.java",
                    "if (reply == null || !mustBeSigned(query, reply) || isBelieved(signature, reply)) {",
                    "if (true) {"));

    private ProtocolMutations() {}
}
