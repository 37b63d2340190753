package io.github.clustermemoizer.examples.springboot.story;

import java.io.IOException;
import java.io.PrintStream;

/** Shows on two servers what a commit does, and what a roll-back does not. */
public final class Story {
    private final WebServer www1;
    private final WebServer www2;
    private final PrintStream out;

    Story(Site site, PrintStream out) {
        www1 = site.www1();
        www2 = site.www2();
        this.out = out;
    }

    /** Starts both servers, tells the story, and ends; with {@code -Dstay=true} when Enter is pressed. */
    public static void main(String[] args) throws Exception {
        try (Site site = new Site()) {
            Story story = new Story(site, System.out);
            story.tell();
            if (Boolean.getBoolean("stay")) {
                story.invite();
                System.in.read();
            }
        }
    }

    void tell() throws IOException, InterruptedException {
        lookUp(www1);
        lookUp(www2);
        lookUp(www2);

        out.println("www1 paints greeble 43 green, and commits: " + www1.put("/greebles/43?colour=green"));
        www1.awaitSettled();
        lookUp(www2);
        lookUp(www1);

        out.println("www1 paints greebles 43 and 44 blue, which no two of them may be, and rolls back: "
                + www1.put("/greebles/43,44?colour=blue"));
        www1.awaitSettled();
        lookUp(www2);
        lookUp(www1);
    }

    private void lookUp(WebServer server) throws IOException, InterruptedException {
        long loads = server.memoizer().stats().loads();
        String colour = server.get("/greebles/43");
        String source = server.memoizer().stats().loads() == loads ? "memory" : "the database";
        out.println(server.name() + ": greeble 43 is " + colour + ", says " + source);
    }

    private void invite() {
        out.println();
        out.println("The servers stay up until you press Enter. In another terminal:");
        out.println("  curl " + www2.address() + "/greebles/43");
        out.println("  curl -X PUT '" + www1.address() + "/greebles/43?colour=violet'");
    }
}
