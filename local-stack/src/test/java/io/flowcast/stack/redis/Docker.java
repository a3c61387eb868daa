package io.flowcast.stack.redis;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/**
 * Whether Testcontainers can be used. It says much in the log, and takes seconds, where there is no Docker;
 * so it is asked only where some trace of one exists.
 */
final class Docker {
    private Docker() {}

    static boolean isWanted() {
        return !System.getProperty("flowcast.test.redis", "").equals("embedded");
    }

    static boolean isThere() {
        return hasTrace() && DockerClientFactory.instance().isDockerAvailable();
    }

    private static boolean hasTrace() {
        if (System.getenv("DOCKER_HOST") != null) {
            return true;
        }
        Path home = Path.of(System.getProperty("user.home"));
        return Stream.of(
                        Path.of("/var/run/docker.sock"),
                        Path.of("/run/user").resolve(System.getProperty("user.name") + "/docker.sock"),
                        home.resolve(".docker/run/docker.sock"),
                        home.resolve(".docker/desktop/docker.sock"),
                        home.resolve(".testcontainers.properties"))
                .anyMatch(Files::exists);
    }
}
