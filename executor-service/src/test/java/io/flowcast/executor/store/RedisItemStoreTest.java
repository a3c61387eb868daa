package io.flowcast.executor.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.vertx.redis.client.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RedisItemStoreTest extends ItemStoreContract {

    @RegisterExtension
    static final RedisUnderTest REDIS = new RedisUnderTest(1);

    @Override
    StoreUnderTest open() {
        return REDIS;
    }

    @Test
    void theExecutionNamesItsNodesWithItemsSoThatTheyCanBeDeletedWithIt() {
        ExecutionId id = Samples.id();
        Created.Written written = (Created.Written) REDIS.as("one").create(Samples.started(id));
        ItemStore store = REDIS.items("one");
        ItemList first = new ItemList(id, "a", written.fence());
        ItemList second = new ItemList(id, "b", written.fence());
        store.open(first, "1 x");
        store.open(second, "1 y");
        store.open(first, "1 x");

        assertThat(REDIS.fields(id)).containsEntry(ExecutionFields.ITEMS, "a b");
        store.drop(first);
        assertThat(REDIS.fields(id)).containsEntry(ExecutionFields.ITEMS, "b");
        store.drop(second);
        assertThat(REDIS.fields(id)).doesNotContainKey(ExecutionFields.ITEMS);
        assertThat(REDIS.call(Command.KEYS, "*:items:*").size()).isZero();
    }
}
