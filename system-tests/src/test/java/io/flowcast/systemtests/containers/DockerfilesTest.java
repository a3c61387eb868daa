package io.flowcast.systemtests.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the Dockerfiles have in common is the same, letter for letter, so that builders do it once. */
class DockerfilesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final String BEGIN = "FROM node";
    private static final String TRAINING = "# A short life";
    private static final String IMAGE = "# --- the image";

    @Test
    void bothServicesAreBuiltAndTrainedInTheSameWay() throws IOException {
        assertThat(common("stream-gateway", IMAGE)).isEqualTo(common("executor-service", IMAGE));
    }

    @Test
    void theCommandLineIsBuiltAsTheServicesAre() throws IOException {
        assertThat(common("cli", IMAGE)).isEqualTo(common("executor-service", TRAINING));
    }

    @Test
    void allAreBuiltFromTheSameSources() throws IOException {
        String sources = read("executor-service/Dockerfile.dockerignore");
        assertThat(read("stream-gateway/Dockerfile.dockerignore")).isEqualTo(sources);
        assertThat(read("cli/Dockerfile.dockerignore")).isEqualTo(sources);
    }

    @Test
    void imagesHaveTheVersionOfTheProject() throws IOException {
        String version = read("pom.xml").replaceFirst("(?s).*?<version>(.*?)</version>.*", "$1");
        for (String module : new String[] {"executor-service", "stream-gateway", "cli"}) {
            assertThat(read(module + "/Dockerfile")).contains("\nARG VERSION=" + version + "\n");
        }
    }

    private static String common(String module, String end) throws IOException {
        String file = read(module + "/Dockerfile");
        return file.substring(file.indexOf(BEGIN), file.indexOf(end));
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }
}
