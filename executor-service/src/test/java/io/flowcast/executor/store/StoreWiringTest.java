package io.flowcast.executor.store;

import static io.flowcast.executor.store.Samples.id;
import static io.flowcast.executor.store.Samples.queued;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.flowcast.events.ExecutionId;
import io.flowcast.executor.intent.Intent;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RedisTestResource.class)
final class StoreWiringTest {

    @Inject
    ExecutionStore store;

    @Inject
    IntentStore intents;

    @Inject
    ExecutorName executor;

    @Inject
    ClusterClock clock;

    @Inject
    Bell bell;

    @Test
    void theServiceHasAStoreThatWorks() {
        List<String> rung = new CopyOnWriteArrayList<>();
        try (BellSubscription subscription = bell.listen(rung::add)) {
            assertThat(subscription).isNotNull();
            await().until(() -> rung.contains(""));
            ExecutionId id = id();

            store.create(queued(id));

            assertThat(intents.record(id, "ann", new Intent.Request.Cancel())).isEqualTo(IntentStore.Recorded.RECORDED);
            assertThat(executor.value())
                    .contains(Long.toString(ProcessHandle.current().pid()));
            assertThat(clock.now()).isCloseTo(System.currentTimeMillis(), within(5_000L));
            await().until(() -> rung.contains(id.toString()));
        }
    }
}
