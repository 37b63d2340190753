package io.github.clustermemoizer.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A command of Maven that a page shows, or options of one: every word of it must mean something to this project. */
final class MavenCommand {
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+");
    private static final Set<String> FLAGS = Set.of("-q", "-B");
    private static final Set<String> PHASES = Set.of("test", "verify");
    /** What a plugin, Jazzer or the JDK knows by this name. */
    private static final Set<String> OF_OTHERS = Set.of("scope", "jazzer.max_duration", "java.security.properties");

    private static final String ANY = "…";

    private final Set<Path> folders = new LinkedHashSet<>();
    private final List<String> unknown = new ArrayList<>();
    private boolean goal;

    private MavenCommand(Path page) {
        folders.add(Path.of(""));
        if (page.getParent() != null && Files.exists(page.resolveSibling("pom.xml"))) {
            folders.add(page.getParent());
        }
    }

    /** Returns what of it nothing here knows. */
    static List<String> unknown(Path page, String command) {
        var read = new MavenCommand(page);
        List<String> words = new ArrayList<>();
        WORD.matcher(command).results().forEach(word -> words.add(word.group().replaceAll("[\"']", "")));
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equals("-f")) {
                i++;
                read.folder(Path.of(words.get(i)));
            } else {
                read.word(words.get(i));
            }
        }
        if (words.contains("mvn") && !read.goal && !read.pom().contains("<defaultGoal>")) {
            read.unknown.add("no goal");
        }
        return read.unknown;
    }

    private void folder(Path folder) {
        folders.add(folder);
        check(Files.exists(folder.resolve("pom.xml")), "-f " + folder);
    }

    private void word(String word) {
        if (word.startsWith("-P")) {
            check(pom().contains("<id>" + word.substring(2) + "</id>"), word);
        } else if (word.startsWith("-D")) {
            String[] property = word.substring(2).split("=", 2);
            check(property(property[0], property.length == 1 ? ANY : property[1]), word);
        } else if (word.matches("[A-Z_]+=\\S+")) {
            check(pom().contains("<name>env." + word.split("=")[0] + "</name>"), word);
        } else if (word.contains(":")) {
            goal = true;
            String plugin = word.split(":")[0];
            check(pom().contains("maven-" + plugin + "-plugin") || pom().contains(plugin + "-maven-plugin"), word);
        } else if (!FLAGS.contains(word) && !word.equals("mvn") && !word.equals(ANY)) {
            goal = true;
            check(PHASES.contains(word), word);
        }
    }

    private boolean property(String name, String value) {
        return switch (name) {
            case "example" -> example(value);
            case "test" -> isTest(value);
            case "bench" ->
                value.equals(ANY) || value.equals("all") || benches().contains("case \"" + value + "\" ->");
            case "bench.args" ->
                Stream.of(value.split(" ")).allMatch(arg -> benches().contains("\"" + arg.split("=")[0] + "\","));
            case "boot.version" -> read(Path.of(".ci", "run")).contains("-D" + name + "=" + value);
            default ->
                OF_OTHERS.contains(name) || pom().contains("${" + name + "}") || tests().contains("(\"" + name + "\"");
        };
    }

    /** Whether one can be run, and what is run then is tested when all are built. */
    private boolean example(String name) {
        Path folder = Path.of("examples", name);
        if (!Files.exists(folder.resolve("pom.xml"))) {
            return false;
        }
        folders.add(Path.of("examples"));
        folders.add(folder);
        String wanted = "<name>example</name>\\s*<value>" + Pattern.quote(name) + "</value>";
        String module = "<module>" + name + "</module>";
        String examples = read(Path.of("examples", "pom.xml"));
        String all = examples.substring(examples.indexOf("<id>all</id>"), examples.indexOf("</profile>"));
        String own = read(folder.resolve("pom.xml"));
        return all.contains(module)
                && Pattern.compile(wanted + ".*?" + module, Pattern.DOTALL)
                        .matcher(examples)
                        .find()
                && Pattern.compile(wanted).matcher(own).find()
                && Pattern.compile("<argument>(?:[a-z]+\\.)+([A-Z]\\w+)</argument>")
                        .matcher(own)
                        .results()
                        .allMatch(main -> sources(folder.resolve("src").resolve("test"))
                                .matches("(?s).*(new |\\b)" + main.group(1) + "(\\(|\\.class).*"));
    }

    private static boolean isTest(String name) {
        String[] test = name.split("#");
        return Stream.of("", "cluster/", "spring/")
                .map(folder -> Path.of("src/test/java/io/github/clustermemoizer/" + folder + test[0] + ".java"))
                .filter(Files::exists)
                .anyMatch(file -> test.length == 1 || read(file).contains("void " + test[1].replace("*", "")));
    }

    private void check(boolean isKnown, String word) {
        if (!isKnown) {
            unknown.add(word);
        }
    }

    private String pom() {
        return folders.stream().map(folder -> read(folder.resolve("pom.xml"))).collect(Collectors.joining());
    }

    private String tests() {
        return folders.stream()
                .map(folder -> sources(folder.resolve("src").resolve("test")))
                .collect(Collectors.joining());
    }

    private static String benches() {
        return sources(Path.of("src", "jmh"));
    }

    private static String sources(Path folder) {
        try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(MavenCommand::read)
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
