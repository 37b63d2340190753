package io.github.clustermemoizer.examples.greebles.story;

import java.io.IOException;
import java.util.List;

/** Keeps the servers up, for a person to try them. */
final class Visit {
    private final Screen screen;
    private final List<WebServer> servers;

    Visit(Screen screen, List<WebServer> servers) {
        this.screen = screen;
        this.servers = servers;
    }

    /** Says what can be tried, and returns on Enter, or when stdin ends. */
    void awaitEnd() throws IOException {
        screen.title("The servers stay up until you press Enter or Ctrl-C");
        for (WebServer server : servers) {
            screen.line("  %s  %s", server.name(), server.page(43));
        }
        WebServer www1 = servers.get(0);
        WebServer www2 = servers.get(1);
        screen.line();
        screen.line("  # memoize on www2, and see in Server-Timing where the answer came from");
        screen.line("  curl -i %s", www2.page(43));
        screen.line("  # update on www1, flush on all");
        screen.line("  curl -d colour=pink %s", www1.page(43));
        screen.line("  # flush by hand on www2: refused, since only the servers know the secret to sign with");
        screen.line(
                "  curl -i '%s?statement=select+*+from+greebles+where+id+%%3D+43'",
                www2.home().resolve("/SYSTEM/flush-memoized-statement"));
        screen.line("  # the whole cluster, as each server sees it: in a browser");
        for (WebServer server : servers) {
            screen.line("  %s  %s", server.name(), server.home().resolve("/SYSTEM/memoizer-status"));
        }
        screen.line("  # what the memoizer of www2 has counted");
        screen.line("  curl %s", www2.home().resolve("/stats"));
        int read;
        do {
            read = System.in.read();
        } while (read >= 0 && read != '\n');
    }
}
