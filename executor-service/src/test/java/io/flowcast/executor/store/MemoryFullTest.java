package io.flowcast.executor.store;

import static io.flowcast.executor.store.Samples.end;
import static io.flowcast.executor.store.Samples.id;
import static io.flowcast.executor.store.Samples.queued;
import static io.flowcast.executor.store.Samples.started;
import static io.flowcast.executor.store.Samples.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.NullNode;
import io.flowcast.events.ExecutionId;
import io.flowcast.executor.intent.Intent;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Redis without memory refuses each script as a whole: half of a step is never written. */
final class MemoryFullTest {

    @RegisterExtension
    static final RedisUnderTest REDIS = new RedisUnderTest(1);

    private final ExecutionStore store = REDIS.as("one");
    private ExecutionId id;
    private Created.Written written;
    private ItemList items;
    private Map<String, Buffer> before;

    @BeforeEach
    void somethingRunsWhenMemoryIsUsedUp() {
        id = id();
        written = (Created.Written) store.create(started(id));
        store.create(queued(id()));
        items = new ItemList(id, "each", written.fence());
        REDIS.items("one").open(items, "3 digest");
        REDIS.items("one").save(items, 0, Map.of(0, "{}"), Map.of("1", "{}"));
        REDIS.intents().record(id, "ann", new Intent.Request.Pause());
        before = REDIS.dump();
        REDIS.call(Command.CONFIG, "SET", "maxmemory", "1");
    }

    @AfterEach
    void giveMemoryBack() {
        REDIS.call(Command.CONFIG, "SET", "maxmemory", "0");
    }

    private void refused(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        StoreUnavailable.class, e -> assertThat(e.isFull()).isTrue())
                .hasMessageContaining("no memory left");
        assertThat(REDIS.dump()).isEqualTo(before);
    }

    @Test
    void refusesNewExecutions() {
        refused(() -> store.create(started(id())));
        refused(() -> store.create(Samples.withKey(queued(id()), "key", "digest")));
    }

    @Test
    void refusesSteps() {
        refused(() -> store.commit(step(id, written.lastId(), written.fence())));
    }

    @Test
    void refusesStepsThatActOnWhatWasAsked() {
        List<Intent> asked = Intent.standing(REDIS.fields(id));

        refused(() -> store.commit(Samples.consuming(step(id, written.lastId(), written.fence()), asked)));
    }

    @Test
    void refusesEnds() {
        refused(() -> store.commit(end(id, written.lastId(), written.fence())));
    }

    @Test
    void refusesRestorations() {
        refused(() ->
                store.restore(Samples.restoration(id, written.fence(), Map.of("node:b", "{}"), REDIS.log(id), false)));
    }

    @Test
    void refusesClaimsAndRenewalsAndIntents() {
        refused(() -> store.claim(10, "token"));
        refused(() -> store.renew(List.of(new Held(id, written.fence(), written.lastId())), Renewal.KEEP));
        refused(() -> REDIS.intents().record(id, "ann", new Intent.Request.Cancel()));
    }

    @Test
    void refusesSignals() {
        Intent.Request.Signal signal = new Intent.Request.Signal("go", "key", NullNode.getInstance(), 1);

        refused(() -> REDIS.intents().signal(id, "ann", signal));
        refused(() -> REDIS.intents().signal(id, "ann", signal, new IntentStore.ForItem("each", 1, 1_000)));
    }

    @Test
    void refusesItemsAndLosesNoneOfThem() {
        ItemStore store = REDIS.items("one");

        refused(() -> store.open(new ItemList(id, "other", written.fence()), "1 digest"));
        refused(() -> store.save(items, 1, Map.of(1, "{}")));
        refused(() -> store.save(items, 1, Map.of(), Map.of("2", "{}")));

        REDIS.call(Command.CONFIG, "SET", "maxmemory", "0");
        assertThat(store.save(items, 1, Map.of(1, "{}"))).isEqualTo(ItemStore.Saved.SAVED);
        assertThat(store.read(items, 3)).isEqualTo(Map.of(0, "{}", 1, "{}"));
    }

    @Test
    void refusesARetryAsAWhole() {
        REDIS.call(Command.CONFIG, "SET", "maxmemory", "0");
        store.commit(end(id, written.lastId(), written.fence()));
        before = REDIS.dump();
        REDIS.call(Command.CONFIG, "SET", "maxmemory", "1");

        refused(() -> store.create(Samples.with(started(id()), Map.of("retryOf", id.toString()))));
    }

    /** What only takes away goes on, for it makes room. */
    @Test
    void takesItemsAwayStill() {
        REDIS.items("one").drop(items);

        assertThat(REDIS.call(Command.KEYS, "*:items:*").size()).isZero();
    }

    @Test
    void takesTheSameStepOnceThereIsMemoryAgain() {
        Commit step = step(id, written.lastId(), written.fence());
        refused(() -> store.commit(step));
        REDIS.call(Command.CONFIG, "SET", "maxmemory", "0");

        assertThat(store.commit(step)).isInstanceOf(Committed.Done.class);
        assertThat(REDIS.log(id)).hasSize(4);
    }
}
