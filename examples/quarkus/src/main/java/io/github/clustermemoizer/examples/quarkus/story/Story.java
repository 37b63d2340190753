package io.github.clustermemoizer.examples.quarkus.story;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** Shows on two processes of the built application that a flush on one is obeyed by the other. */
public final class Story {
    private final WebServer www1;
    private final WebServer www2;
    private final PrintStream out;

    Story(Site site, PrintStream out) {
        www1 = site.www1();
        www2 = site.www2();
        this.out = out;
    }

    /** Starts both servers, tells the story, and ends. */
    public static void main(String[] args) throws Exception {
        try (Site site = new Site(Path.of(args[0]))) {
            new Story(site, System.out).tell();
        }
    }

    void tell() throws IOException, InterruptedException {
        paint(www1, "red");
        lookUp(www2);
        lookUp(www2);
        paint(www1, "green");
        lookUp(www2);
        lookUp(www1);
    }

    private void paint(WebServer server, String colour) throws IOException, InterruptedException {
        out.println(server.name() + ": " + server.post("/greeble", "colour=" + colour));
    }

    private void lookUp(WebServer server) throws IOException, InterruptedException {
        out.println(server.name() + ": " + server.get("/greeble"));
    }
}
