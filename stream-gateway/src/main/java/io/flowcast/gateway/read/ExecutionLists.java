package io.flowcast.gateway.read;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.ExecutionId;
import io.flowcast.gateway.api.LogContext;
import io.flowcast.gateway.feed.FeedCursor;
import io.flowcast.gateway.feed.ListSource.ListReading;
import io.flowcast.gateway.log.UnreadableException;
import io.flowcast.service.Bounds;
import io.vertx.core.Future;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Pages of executions: each read once a while, however many ask for it. Thread-safe. */
@Singleton
public class ExecutionLists {
    private static final Logger LOG = Logger.getLogger(ExecutionLists.class);

    private final RedisReads reads;
    private final ObjectMapper json;
    private final DetailReading details;
    private final AnswerCache<ExecutionQuery, Answer> cache;
    private final AnswerCache<ExecutionQuery, Marked> marked;

    /** A list, and how far the feed had been read before the list was. */
    private record Marked(FeedCursor at, String json) implements AnswerCache.Weighed {
        @Override
        public long bytes() {
            return 2L * json.length();
        }
    }

    ExecutionLists(RedisReads reads, ObjectMapper json, ReadConfig config) {
        this.reads = reads;
        this.json = json;
        this.details = new DetailReading(json);
        Bounds.of("flowcast.reads")
                .atLeast("list-age", config.listAge(), Duration.ZERO)
                .check();
        long memory = config.listMemory().asLongValue();
        this.cache = new AnswerCache<>(config.listAge(), memory, System::nanoTime);
        this.marked = new AnswerCache<>(config.listAge(), memory, System::nanoTime);
    }

    /** The query says all on which the answer depends, the caller included. */
    Future<Answer> answer(ExecutionQuery query) {
        return cache.get(query, () -> read(query).map(list -> Answer.of(json, list)));
    }

    /** Those that nodes of one execution started; whoever asks may see it. */
    Future<ExecutionList> children(ExecutionId parent, ExecutionQuery query) {
        return reads.children(parent, query)
                .compose(page -> items(page, query)
                        .compose(items -> reads.childCount(parent)
                                .map(count -> new ExecutionList(items, Map.of("total", count), next(page, query)))));
    }

    /**
     * The list with which somebody begins to follow the feed. Never fails.
     *
     * @param feed how far it has been read; null where it has not
     */
    public Future<ListReading> listed(ExecutionQuery query, Supplier<@Nullable FeedCursor> feed) {
        return marked.get(query, () -> {
                    FeedCursor at = feed.get();
                    return at == null
                            ? Future.failedFuture("the feed is not read yet")
                            : read(query)
                                    .map(list ->
                                            new Marked(at, Answer.of(json, list).json()));
                })
                .<ListReading>map(list -> new ListReading.Listed(list.at(), list.json()))
                .otherwise(failure -> {
                    LOG.debugf(failure, "no list to begin the feed with");
                    return new ListReading.Unreachable();
                });
    }

    private Future<ExecutionList> read(ExecutionQuery query) {
        return reads.page(query)
                .compose(page -> items(page, query)
                        .compose(items ->
                                reads.stats(query).map(stats -> new ExecutionList(items, stats, next(page, query)))));
    }

    private Future<List<ExecutionList.Item>> items(List<PageCursor> page, ExecutionQuery query) {
        List<PageCursor> shown = page.subList(0, Math.min(page.size(), query.limit()));
        return reads.summaries(shown.stream().map(PageCursor::id).toList()).map(all -> {
            List<ExecutionList.Item> items = new ArrayList<>();
            for (int i = 0; i < shown.size(); i++) {
                Map<String, String> fields = all.get(i);
                // It may have changed its status, or gone, since the index was read.
                if (RedisReads.has(fields, query.status())) {
                    item(shown.get(i).id(), fields).ifPresent(items::add);
                }
            }
            return items;
        });
    }

    /** Empty where it cannot be read: one that is broken does not hide all the others. */
    private Optional<ExecutionList.Item> item(ExecutionId id, Map<String, String> fields) {
        try {
            return Optional.of(details.item(id, fields));
        } catch (UnreadableException broken) {
            try (LogContext _ = LogContext.of(id)) {
                LOG.errorf(broken, "%s is left out of the list", id);
            }
            return Optional.empty();
        }
    }

    private static @Nullable String next(List<PageCursor> page, ExecutionQuery query) {
        return page.size() > query.limit() ? page.get(query.limit() - 1).toString() : null;
    }
}
