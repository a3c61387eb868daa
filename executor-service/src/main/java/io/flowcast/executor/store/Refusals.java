package io.flowcast.executor.store;

import io.vertx.redis.client.impl.types.ErrorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Errors of Redis, by how they begin, that say something about the server or its user and nothing about the call. */
final class Refusals {

    /** A replica by now; and a primary that has fewer replicas than {@code min-replicas-to-write}. */
    private static final List<String> NO_PRIMARY = List.of("READONLY", "NOREPLICAS");

    /** The latter two are those of commands inside scripts, of Redis 7.0 and of what came after it. */
    private static final List<String> RIGHTS =
            List.of("NOPERM", "NOAUTH", "WRONGPASS", "The user executing the script", "ACL failure");

    private Refusals() {}

    /** Whether another server may be the primary by now, which would not refuse this. */
    static boolean fromNoPrimary(@Nullable Throwable cause) {
        return cause instanceof ErrorType error && NO_PRIMARY.stream().anyMatch(error::is);
    }

    /** Whether the user that this executor is may not do this. */
    static boolean ofRights(@Nullable Throwable cause) {
        return cause instanceof ErrorType error && RIGHTS.stream().anyMatch(error::is);
    }
}
