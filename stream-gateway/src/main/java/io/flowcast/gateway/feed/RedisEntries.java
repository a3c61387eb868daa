package io.flowcast.gateway.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionChange;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.FeedFields;
import io.flowcast.events.StreamEvents;
import io.flowcast.gateway.log.Summaries;
import io.vertx.redis.client.Response;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes changes of what Redis keeps of them. */
final class RedisEntries {
    private static final Logger LOG = Logger.getLogger(RedisEntries.class);

    private final ObjectMapper json;

    RedisEntries(ObjectMapper json) {
        this.json = json;
    }

    /** Of an entry as XRANGE gives it. One that makes no sense is a change that nobody gets, and does not hide the others. */
    Change change(int partition, Response entry) {
        FeedId id = FeedId.of(entry.get(0).toString());
        Map<String, String> fields = Summaries.fields(entry.get(1));
        try {
            return change(partition, id, fields);
        } catch (IllegalArgumentException | JsonProcessingException e) {
            LOG.errorf(e, "entry %s of the feed of partition %d is left out", id, partition);
            return new Change(partition, id, "", ExecutionStatus.PENDING, null, null, new byte[0]);
        }
    }

    private Change change(int partition, FeedId id, Map<String, String> fields) throws JsonProcessingException {
        ExecutionStatus status = ExecutionStatus.parse(fields.getOrDefault(FeedFields.STATUS, ""))
                .orElseThrow(() -> new IllegalArgumentException("no status: " + fields));
        ExecutionStatus previous = ExecutionStatus.parse(fields.getOrDefault(FeedFields.PREVIOUS, ""))
                .orElse(null);
        Long start = number(fields, FeedFields.START_TIME);
        Long end = number(fields, FeedFields.END_TIME);
        Long version = number(fields, FeedFields.VERSION);
        String workflow = fields.getOrDefault(FeedFields.WORKFLOW_ID, "");
        ExecutionChange change = new ExecutionChange(
                StreamEvents.CHANGED,
                ExecutionId.of(fields.getOrDefault(FeedFields.EXECUTION_ID, "")),
                workflow,
                text(fields, FeedFields.WORKFLOW_NAME),
                version == null ? null : version.intValue(),
                status,
                previous,
                start,
                end,
                start == null || end == null ? null : Math.max(0, end - start),
                EventId.of(fields.getOrDefault(FeedFields.LAST_ID, "")),
                id.millis());
        return new Change(
                partition,
                id,
                workflow,
                status,
                previous,
                text(fields, FeedFields.OWNER),
                Frames.block(json.writeValueAsString(change)));
    }

    private static @Nullable String text(Map<String, String> fields, String name) {
        String value = fields.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private static @Nullable Long number(Map<String, String> fields, String name) {
        String value = text(fields, name);
        return value == null ? null : Long.valueOf(value);
    }
}
