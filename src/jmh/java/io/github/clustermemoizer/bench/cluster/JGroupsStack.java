package io.github.clustermemoizer.bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * The TCP stack that JGroups itself ships, with three changes: it is told where all nodes are; {@code tcp_nodelay} is
 * on, since without it a burst is eight times slower; and what watches for the dead by further sockets is left out.
 */
final class JGroupsStack {
    private JGroupsStack() {}

    /** Writes the stack of a node into a file, which is deleted when the process ends. */
    static Path write(Place place) throws IOException {
        String all =
                place.all().stream().map(node -> node.replace(":", "[") + "]").collect(Collectors.joining(","));
        String[] published = place.published().split(":");
        String stack = """
                <config xmlns="urn:org:jgroups">
                  <TCP bind_addr="%s" bind_port="%d" external_addr="%s" external_port="%s" port_range="0" tcp_nodelay="true" sock_conn_timeout="300ms"
                       buffered_input_stream_size="65536" buffered_output_stream_size="65536"
                       bundler_type="pd" bundler.max_size="64K" bundler.capacity="16k"
                       bundler.use_single_sender_thread="true" bundler.use_ringbuffer="true"
                       diag.enabled="false" thread_pool.min_threads="0" thread_pool.max_threads="200"/>
                  <TCPPING async_discovery="true" initial_hosts="%s" port_range="0"/>
                  <MERGE3 min_interval="10s" max_interval="30s"/>
                  <FD_ALL3 timeout="40s" interval="5s"/>
                  <VERIFY_SUSPECT2 timeout="1.5s"/>
                  <pbcast.NAKACK2 use_mcast_xmit="false"/>
                  <UNICAST3/>
                  <pbcast.STABLE desired_avg_gossip="50s" max_bytes="4M"/>
                  <pbcast.GMS print_local_addr="false" join_timeout="2s"/>
                  <MFC max_credits="2M" min_threshold="0.4"/>
                  <UFC max_credits="2M" min_threshold="0.4"/>
                  <FRAG2 frag_size="60K"/>
                </config>
                """.formatted(place.host(), place.port(), published[0], published[1], all);
        Path file = Files.createTempFile("jgroups", ".xml");
        file.toFile().deleteOnExit();
        return Files.writeString(file, stack);
    }
}
