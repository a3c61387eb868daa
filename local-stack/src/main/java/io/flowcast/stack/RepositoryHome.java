package io.flowcast.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The repository's root: {@code flowcast.home} where set, else the nearest folder upwards that looks like it. */
public final class RepositoryHome {
    private RepositoryHome() {}

    public static Path find() {
        String home = System.getProperty("flowcast.home");
        if (home != null) {
            return Path.of(home).toAbsolutePath();
        }
        Path here = Path.of("").toAbsolutePath();
        for (@Nullable Path folder = here; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("executor-service"))) {
                return folder;
            }
        }
        return here;
    }
}
