package io.github.clustermemoizer.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A weakening of the protocol, by one line.
 *
 * @param name what is wrong then
 * @param file the name of a source file of the library
 * @param original stands there exactly once
 * @param replacement what stands there instead
 */
record ProtocolMutation(String name, String file, String original, String replacement) {
    private static final Path SOURCES = Path.of("src/main/java/io/github/clustermemoizer");

    /** Returns the name of the class whose source this changes. */
    String className() {
        return "io.github.clustermemoizer." + file.replace(".java", "").replace('/', '.');
    }

    /** Returns the source with the weakening in it. */
    String source() throws IOException {
        String source = Files.readString(SOURCES.resolve(file), UTF_8);
        int at = source.indexOf(original);
        if (at < 0 || source.indexOf(original, at + 1) >= 0) {
            throw new AssertionError(
                    (at < 0 ? "not in " : "more than once in ") + file + ", for '" + name + "': " + original);
        }
        return source.replace(original, replacement);
    }
}
