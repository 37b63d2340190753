package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.json.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Answers what the {@link Doctor} of another server asks this one, and what people ask its own. */
final class Registrar {
    static final String CANARY = "canary";

    /** It takes microseconds, and all servers may ask at once. */
    private static final int MOST_INTRODUCTIONS = 64;

    /** Each keeps a thread of the container for up to a few timeouts. */
    private static final int MOST_DIAGNOSES = 2;

    private final ClusterConfig config;
    private final Links links;
    private final Contacts contacts;
    private final FlushTargets targets;
    private final Canaries canaries;

    Registrar(ClusterConfig config, Links links, Contacts contacts, FlushTargets targets, Canaries canaries) {
        this.config = config;
        this.links = links;
        this.contacts = contacts;
        this.targets = targets;
        this.canaries = canaries;
    }

    void answerIn(Answerers answerers, Doctor doctor) {
        answerers.put(WhoAmI.QUESTION, MOST_INTRODUCTIONS, this::introduce);
        answerers.put(CANARY, MOST_INTRODUCTIONS, (request, name) -> Json.write(canaries.isThere(name)));
        answerers.put(Question.DOCTOR, MOST_DIAGNOSES, (request, about) -> report(doctor));
    }

    private String introduce(Incoming request, String about) {
        WhoAmI.Asker asker = WhoAmI.Asker.parse(about);
        String node = Headers.node(request::header);
        PeerLink link = asker.isServer() && node != null ? find(asker, node) : null;
        Requester client = request.client();
        byte[] address = client == null ? null : client.address();
        return new WhoAmI(
                        Version.own(),
                        targets.views().size(),
                        !asker.canary().isEmpty() && plant(asker.canary()),
                        WhoAmI.settings(config),
                        address == null ? null : IpAddress.text(address),
                        client != null && client.isProxied(),
                        link != null ? Boolean.TRUE : mayBeUnknown(asker) ? null : Boolean.FALSE,
                        link == null ? null : link.telling().cause().orElse(null))
                .toJson();
    }

    private boolean plant(String name) {
        targets.attachOnce(canaries);
        return canaries.plant(name);
    }

    private @Nullable PeerLink find(WhoAmI.Asker asker, String node) {
        Optional<PeerLink> byNode = links.listed().stream()
                .filter(link -> contacts.isAt(link.peer(), node))
                .findFirst();
        return byNode.orElseGet(() -> links.listed().stream()
                .filter(link -> asker.self().contains(link.peer()))
                .findFirst()
                .orElse(null));
    }

    /** One that does not know its own address may be any of those that have not answered yet. */
    private boolean mayBeUnknown(WhoAmI.Asker asker) {
        return !asker.isServer()
                || !links.isComplete()
                || (asker.self().isEmpty() && links.listed().stream().anyMatch(link -> !link.isIntroduced()));
    }

    private String report(Doctor doctor) {
        Duration patience = config.timeout().multipliedBy(Doctor.TIMEOUTS);
        try {
            return doctor.diagnose(true)
                    .get(patience.toNanos(), TimeUnit.NANOSECONDS)
                    .toJson();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the doctor gave up", e);
        }
    }
}
