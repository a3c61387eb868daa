package io.flowcast.gateway.auth;

import io.flowcast.access.Caller;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.gateway.api.ProblemException;
import io.flowcast.gateway.api.Problems;
import io.flowcast.gateway.redis.CommandLine;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether an execution is there for a caller. One that is another's is not, and nothing tells it from one that does not exist.
 * An owner never changes, so it is asked once. Thread-safe.
 */
@Singleton
public class Access {
    private static final int REMEMBERED = 20_000;

    private final CommandLine redis;
    /** Guarded by itself; the least recently used first. */
    private final Map<ExecutionId, String> owners = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ExecutionId, String> eldest) {
            return size() > REMEMBERED;
        }
    };

    Access(CommandLine redis) {
        this.redis = redis;
    }

    /**
     * Those among these that are another's, or not there. Costs nothing for those who see all, and for others nothing but the
     * first time. Fails where Redis does not answer.
     */
    public Future<Set<ExecutionId>> hidden(Caller caller, List<ExecutionId> ids) {
        if (caller.seesOnly() == null) {
            return Future.succeededFuture(Set.of());
        }
        return Future.all(ids.stream().map(this::owner).toList()).map(owners -> {
            Set<ExecutionId> hidden = new HashSet<>();
            for (int i = 0; i < ids.size(); i++) {
                if (!caller.sees(owners.<@Nullable String>resultAt(i))) {
                    hidden.add(ids.get(i));
                }
            }
            return hidden;
        });
    }

    /** Fails with a problem where it is not there for the caller. */
    public Future<Void> require(Caller caller, ExecutionId id) {
        return hidden(caller, List.of(id)).map(hidden -> {
            if (!hidden.isEmpty()) {
                throw new ProblemException(Problems.unknownExecution(id.toString()));
            }
            return null;
        });
    }

    /** As {@link #require}, and it is there also where the caller sees everybody's. */
    Future<Void> requirePresent(Caller caller, ExecutionId id) {
        return owner(id).map(owner -> {
            if (owner == null || !caller.sees(owner)) {
                throw new ProblemException(Problems.unknownExecution(id.toString()));
            }
            return null;
        });
    }

    private Future<@Nullable String> owner(ExecutionId id) {
        String known;
        synchronized (owners) {
            known = owners.get(id);
        }
        if (known != null) {
            return Future.succeededFuture(known);
        }
        Request read =
                Request.cmd(Command.HGET).arg(RedisKeys.of(id).execution(id)).arg(ExecutionFields.OWNER);
        return redis.send(read).map(found -> {
            if (found == null) {
                return null;
            }
            synchronized (owners) {
                owners.put(id, found.toString());
            }
            return found.toString();
        });
    }
}
