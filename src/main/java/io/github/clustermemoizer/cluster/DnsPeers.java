package io.github.clustermemoizer.cluster;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** The servers behind a host name: each address that it has, with one port, by http. */
final class DnsPeers implements PeerSource {
    /** Looks a name up. May block for as long as the system's resolver takes. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    private final String host;
    private final String port;
    private final Resolver resolver;

    /** @param entry {@code dns:host:port}, as {@link PeerAddress#parseEntry} returns it */
    DnsPeers(URI entry, Resolver resolver) {
        String[] hostAndPort = entry.getSchemeSpecificPart().split(":", 2);
        this.host = hostAndPort[0];
        this.port = hostAndPort[1];
        this.resolver = resolver;
    }

    /** Returns them sorted and each once, since name servers like to turn their answers round. */
    @Override
    public List<URI> peers() throws UnknownHostException {
        return Arrays.stream(resolver.lookUp(host))
                .map(address -> PeerAddress.literal(address.getAddress()))
                .map(literal -> PeerAddress.parse(ConfigKeys.PEERS, "http://" + literal + ":" + port))
                .sorted()
                .distinct()
                .toList();
    }
}
