package io.flowcast.stack.redis;

import io.flowcast.stack.RepositoryHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The users of {@code deploy/redis/users.acl}, each with the same password, for servers that are nobody's but a test's. */
public final class RedisUsers {
    public static final String EXECUTOR = "executor";
    public static final String GATEWAY = "gateway";

    static final String PASSWORD = "secret";
    static final String FILE = "users.acl";

    private RedisUsers() {}

    /** What {@code ACL SETUSER} takes, after the name. */
    public static List<String> rules(String user) {
        return lines().filter(line -> line.startsWith("user " + user + " "))
                .map(line -> List.of(line.split(" ", -1)))
                .map(words -> words.subList(2, words.size()))
                .findFirst()
                .orElseThrow();
    }

    /** The default user, who is nobody in production, may do all here. */
    static void writeTo(Path dir) {
        write(dir, lines().filter(line -> !line.startsWith("user default")));
    }

    /** As in production: nobody but the services. */
    static void writeStrictlyTo(Path dir) {
        write(dir, lines());
    }

    private static void write(Path dir, Stream<String> users) {
        try {
            Files.write(dir.resolve(FILE), users.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> lines() {
        Path file = RepositoryHome.find().resolve("deploy").resolve("redis").resolve(FILE);
        try {
            return Files.readAllLines(file).stream()
                    .map(line -> line.replaceAll("@[A-Z]+_PASSWORD@", PASSWORD))
                    .filter(line -> !line.isBlank());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
