package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The build runs the same tests with several versions of some libraries: these are the ones that it means to run now. */
class LibrariesTest {
    @Test
    void classPath_hasTheVersionsThatTheBuildNames() {
        String libraries = System.getProperty("libraries");
        assumeTrue(libraries != null, "not run by the build");

        List<String> jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(path -> new File(path).getName())
                .toList();
        for (String library : libraries.split(" ")) {
            String artifact = library.replaceFirst("-\\d.*", "");
            assertThat(jars).filteredOn(jar -> jar.matches(artifact + "-\\d.*")).containsExactly(library + ".jar");
        }
    }
}
