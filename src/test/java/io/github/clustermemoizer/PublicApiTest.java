package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What users can see is a checked-in list, so that a change which widens it shows in the diff. */
class PublicApiTest {
    private static final Path LIST = Path.of("src/test/resources/public-api.txt");

    @Test
    void publicApi_isTheCheckedInList() throws IOException {
        List<String> actual = publicApi();

        if (Boolean.getBoolean("update-public-api")) {
            Files.write(LIST, actual);
        }
        assertThat(actual)
                .as("if this is what you want, run mvn test -Dtest=PublicApiTest -Dupdate-public-api=true")
                .isEqualTo(Files.readAllLines(LIST));
    }

    private static List<String> publicApi() {
        var lines = new ArrayList<String>();
        new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.github.clustermemoizer")
                        .stream()
                        .map(JavaClass::reflect)
                        .filter(PublicApiTest::isVisible)
                        .sorted(java.util.Comparator.comparing(Class::getName))
                        .forEach(type -> {
                            lines.add(type.toGenericString().replace("public ", ""));
                            members(type).sorted().forEach(member -> lines.add("    " + shortened(member)));
                        });
        return lines;
    }

    /** Without the packages of types, which the eye does not need. */
    private static String shortened(String member) {
        return member.replaceAll("\\b([a-z]\\w*\\.)+(?=[A-Z])", "").replace("public ", "");
    }

    private static boolean isVisible(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getDeclaringClass() == null || isVisible(type.getDeclaringClass()));
    }

    private static Stream<String> members(Class<?> type) {
        Stream<String> fields = Arrays.stream(type.getDeclaredFields())
                .filter(PublicApiTest::isVisible)
                .map(Field::toGenericString);
        Stream<String> constructors = Arrays.stream(type.getDeclaredConstructors())
                .filter(PublicApiTest::isVisible)
                .map(Constructor::toGenericString);
        // A public class may have methods from one that is not.
        Stream<Class<?>> hidden = Stream.<Class<?>>iterate(type.getSuperclass(), Objects::nonNull, Class::getSuperclass)
                .filter(superclass -> superclass.getName().startsWith("io.github.clustermemoizer"));
        Stream<String> methods = Stream.concat(Stream.of(type), hidden)
                .flatMap(declaring -> Arrays.stream(declaring.getDeclaredMethods()))
                .filter(PublicApiTest::isVisible)
                .filter(method -> !method.isBridge())
                .map(Method::toGenericString);
        return Stream.of(fields, constructors, methods).flatMap(s -> s);
    }

    private static boolean isVisible(Member member) {
        return !member.isSynthetic() && (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    }
}
