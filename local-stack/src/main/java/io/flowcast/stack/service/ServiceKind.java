package io.flowcast.stack.service;

import java.nio.file.Path;
import java.util.Locale;

/** The two services. */
public enum ServiceKind {
    EXECUTOR("executor-service"),
    GATEWAY("stream-gateway");

    private final String module;

    ServiceKind(String module) {
        this.module = module;
    }

    /** Where the build leaves it, seen from the repository's root. */
    public Path jar(Path home) {
        return home.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    }

    /** Who it is to a Redis with users. */
    public String redisUser() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name of the n-th one, counted from 1, in logs and messages. */
    public String instance(int number) {
        return name().toLowerCase(Locale.ROOT) + "-" + number;
    }
}
