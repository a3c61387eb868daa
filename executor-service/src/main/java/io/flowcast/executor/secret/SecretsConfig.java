package io.flowcast.executor.secret;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the secrets come from that definitions name as {@code secrets.NAME}. Without a file of that name the environment
 * variable {@code FLOWCAST_SECRET_<NAME>} is taken.
 */
@ConfigMapping(prefix = "flowcast.secrets")
public interface SecretsConfig {

    /**
     * A folder with one file for each secret, such as a mounted Kubernetes Secret: the file's name is the secret's, its
     * content without the last line break the value. Links are followed, hidden files are none. A file that changes is
     * read again at its next use.
     */
    Optional<Path> dir();

    /** Largest file that is read; a longer one counts as no secret, and the log says so. */
    @WithDefault("64K")
    MemorySize maxSize();
}
