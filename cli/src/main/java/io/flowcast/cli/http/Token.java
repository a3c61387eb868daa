package io.flowcast.cli.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the caller shows to be let in. Asked for at each request, since a file's content may be renewed meanwhile. */
@FunctionalInterface
public interface Token {

    Optional<String> now() throws IOException;

    static Token none() {
        return Optional::empty;
    }

    static Token of(String token) {
        return () -> Optional.of(token);
    }

    static Token ofFile(Path file) {
        return () -> Optional.of(Files.readString(file).strip());
    }
}
