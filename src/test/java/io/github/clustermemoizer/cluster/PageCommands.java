package io.github.clustermemoizer.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a page tells its reader to type into a shell. */
final class PageCommands {
    /** As a block of lines of its own. */
    record Script(Path page, String text) {
        /** Returns the lines if all are commands of Maven, else none. */
        List<String> maven() {
            List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
            return lines.stream().allMatch(line -> line.startsWith("mvn ")) ? lines : List.of();
        }

        /** Returns the first word of each command. */
        List<String> programs() {
            return Pattern.compile("[;|&\n]")
                    .splitAsStream(text.replaceAll("(^|\\s)#.*", "").replaceAll("'[^']*'|\"[^\"]*\"", "quoted"))
                    .map(String::strip)
                    .filter(command -> !command.isEmpty())
                    .map(command -> command.split("\\s")[0])
                    .distinct()
                    .toList();
        }
    }

    /** Or an option alone, in the middle of a sentence. */
    record Inline(Path page, String text) {
        boolean isOption() {
            return text.startsWith("-");
        }

        boolean isMaven() {
            return text.matches("([A-Z_]+=\\S+ )?mvn .*");
        }
    }

    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$");
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
    private static final Pattern COMMAND = Pattern.compile(
            "-[DP]\\w.*|([A-Z_]+=\\S+ )?(mvn|java|curl|openssl|keytool|kill|chmod|git|docker|kubectl|ssh) .*");

    private PageCommands() {}

    /** Returns the README, those of the examples, and what stands beside them. */
    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
        for (Path folder : List.of(Path.of("src", "site", "markdown"), Path.of(".github"), Path.of("examples"))) {
            try (Stream<Path> files = Files.walk(folder, 2)) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        return pages;
    }

    static List<Script> scripts() throws IOException {
        List<Script> scripts = new ArrayList<>();
        for (Path page : pages()) {
            FENCED.matcher(Files.readString(page))
                    .results()
                    .filter(block -> block.group(1).matches("sh|bash|shell|console"))
                    .forEach(block -> scripts.add(new Script(page, block.group(2))));
        }
        return scripts;
    }

    /** Returns blocks that are said to be nothing, such as what a program prints, but look like commands. */
    static List<Script> unnamed() throws IOException {
        List<Script> scripts = new ArrayList<>();
        for (Path page : pages()) {
            FENCED.matcher(Files.readString(page))
                    .results()
                    .filter(block -> block.group(1).isEmpty()
                            && block.group(2)
                                    .lines()
                                    .anyMatch(line -> COMMAND.matcher(line.replaceFirst("^\\$ ", ""))
                                            .matches()))
                    .forEach(block -> scripts.add(new Script(page, block.group(2))));
        }
        return scripts;
    }

    static List<Inline> inline() throws IOException {
        List<Inline> found = new ArrayList<>();
        for (Path page : pages()) {
            String prose = FENCED.matcher(Files.readString(page)).replaceAll("");
            SPAN.matcher(prose)
                    .results()
                    .map(span -> span.group(1).replace('\n', ' '))
                    .filter(text -> COMMAND.matcher(text).matches())
                    .forEach(text -> found.add(new Inline(page, text)));
        }
        return found;
    }
}
