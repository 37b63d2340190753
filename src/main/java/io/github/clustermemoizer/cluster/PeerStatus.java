package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How one server sees another at one moment.
 *
 * @param peer the listed address
 * @param state whether it is heard from
 * @param instance the instance id of who is heard from there; empty if that has not happened yet
 * @param lastHeard how long ago all that the peer had flushed had arrived here; for one that was never heard
 *     from, how long it has been listed
 * @param pending how many items it is owed; "everything" is one
 * @param failures how many requests to it failed since this server listed it, by cause
 * @param roundTrip how long the last request took that it answered; empty if there was none
 * @param counts what has become of what it is told
 */
public record PeerStatus(
        URI peer,
        State state,
        Optional<String> instance,
        Duration lastHeard,
        int pending,
        Map<String, Long> failures,
        Optional<Duration> roundTrip,
        PeerCounts counts) {

    /** Whether a peer is heard from. */
    public enum State {
        /** Not heard from yet, and it is too early to say more. */
        NEW,
        /** Heard from. */
        HEARD,
        /** Not heard from for half of the staleness bound. */
        LOST,
        /** It has said goodbye, and is not missed yet. */
        LEFT,
        /** It is this server. */
        SELF
    }

    static PeerStatus of(PeerLink link, Optional<Contacts.View> view) {
        Telling telling = link.telling();
        return new PeerStatus(
                link.peer(),
                state(link, view),
                view.flatMap(Contacts.View::instance),
                Duration.ofNanos(view.map(Contacts.View::unheard).orElse(0L)),
                link.pending(),
                telling.failures(),
                telling.roundTrip().map(Duration::ofNanos),
                link.counts());
    }

    private static State state(PeerLink link, Optional<Contacts.View> view) {
        if (link.isSelf() || view.isEmpty()) {
            return State.SELF;
        }
        if (view.get().isExcused()) {
            return State.LEFT;
        }
        return view.get().isLost() ? State.LOST : view.get().instance().isPresent() ? State.HEARD : State.NEW;
    }
}
