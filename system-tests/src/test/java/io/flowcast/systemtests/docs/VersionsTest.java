package io.flowcast.systemtests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The versions of what we build on stand in one place, the pom.xml of the root. The example, which stands alone, says the same. */
class VersionsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern MODULE = Pattern.compile("<module>([\\w-]+)</module>");
    private static final Pattern VERSION = Pattern.compile("<version>([^<]*)</version>");
    private static final Pattern PROPERTY = Pattern.compile("<([\\w.-]+\\.version)>([^<]+)</");
    private static final Pattern LITERAL = Pattern.compile("\\d.*");
    private static final String PARENT = "(?s)<parent>.*?</parent>";
    /** A part of Quarkus' platform, whose versions stand in none of our files. */
    private static final Set<String> OF_THE_PLATFORM = Set.of("junit-jupiter", "microprofile-config-api");

    static List<String> modules() throws IOException {
        return MODULE.matcher(pom("")).results().map(module -> module.group(1)).toList();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleSaysNoVersion(String module) throws IOException {
        assertThat(versions(pom(module).replaceFirst(PARENT, "")))
                .filteredOn(version -> LITERAL.matcher(version).matches())
                .isEmpty();
    }

    @Test
    void theRootSaysEachVersionAsAProperty() throws IOException {
        String own = pom("").replaceFirst("<version>[^<]*</version>", "");
        assertThat(versions(own.replaceAll("(?s)<rules>.*?</rules>", "")))
                .filteredOn(version -> LITERAL.matcher(version).matches())
                .isEmpty();
        assertThat(properties()).noneMatch(version -> version.contains("SNAPSHOT"));
    }

    @Test
    void theExampleSaysTheSame() throws IOException {
        String pom = pom("examples/checksum-node").replaceFirst("<version>[^<]*</version>", "");
        Matcher artifacts = Pattern.compile("<artifactId>([^<]+)</artifactId>\\s*<version>(\\d[^<]*)</version>")
                .matcher(pom);
        Set<String> others = new TreeSet<>();
        while (artifacts.find()) {
            if (!OF_THE_PLATFORM.contains(artifacts.group(1)) && !properties().contains(artifacts.group(2))) {
                others.add(artifacts.group(1) + " " + artifacts.group(2));
            }
        }
        assertThat(others).isEmpty();
    }

    private static Set<String> properties() throws IOException {
        return PROPERTY.matcher(pom(""))
                .results()
                .map(property -> property.group(2))
                .collect(Collectors.toSet());
    }

    private static List<String> versions(String pom) {
        return VERSION.matcher(pom).results().map(version -> version.group(1)).toList();
    }

    private static String pom(String module) throws IOException {
        return Files.readString(ROOT.resolve(module).resolve("pom.xml"));
    }
}
