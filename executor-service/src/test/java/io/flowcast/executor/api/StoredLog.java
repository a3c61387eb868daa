package io.flowcast.executor.api;

import io.flowcast.events.EventBatch;
import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.LogFields;
import io.flowcast.events.RedisKeys;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.stream.StreamRange;
import java.util.List;

/** What lies in Redis as the log of an execution. */
final class StoredLog {

    private StoredLog() {}

    static List<EventMessage> of(RedisDataSource redis, ExecutionId id) {
        return redis.stream(String.class).xrange(RedisKeys.of(id).log(id), StreamRange.of("-", "+")).stream()
                .map(entry ->
                        new EventBatch(EventId.of(entry.id()), entry.payload().get(LogFields.EVENTS)))
                .flatMap(batch -> batch.events().stream())
                .toList();
    }

    static List<String> types(RedisDataSource redis, ExecutionId id) {
        return of(redis, id).stream().map(EventMessage::type).toList();
    }
}
