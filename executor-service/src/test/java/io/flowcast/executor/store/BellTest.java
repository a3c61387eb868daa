package io.flowcast.executor.store;

import static io.flowcast.executor.store.Samples.id;
import static io.flowcast.executor.store.Samples.queued;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.events.ExecutionId;
import io.flowcast.redis.Routes;
import io.flowcast.stack.redis.RedisUsers;
import io.vertx.redis.client.Command;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class BellTest {

    @RegisterExtension
    static final RedisUnderTest REDIS = new RedisUnderTest(2);

    private final List<String> rung = new CopyOnWriteArrayList<>();
    private final Rights rights = new Rights();
    private BellSubscription subscription;

    BellTest() {
        subscription =
                new Bell(REDIS.vertx(), Routes.to(REDIS.executors()), REDIS.scripts(), rights, 2).listen(rung::add);
    }

    @BeforeEach
    void awaitSubscribed() {
        await().until(() -> rung.equals(List.of("")));
        rung.clear();
    }

    @AfterEach
    void close() {
        subscription.close();
    }

    @Test
    void ringsForWhatIsDueInAnyPartition() {
        ExecutionId first = id(0);
        ExecutionId second = id(1);
        REDIS.as("one").create(queued(first));
        REDIS.as("one").create(queued(second));

        await().untilAsserted(() -> assertThat(rung).containsExactly(first.toString(), second.toString()));
    }

    @Test
    void ringsForWhatItMayHaveMissedAndGoesOnAfterItsConnectionWasCut() {
        REDIS.call(Command.CLIENT, "KILL", "TYPE", "pubsub");
        await().untilAsserted(() -> assertThat(rung).containsExactly(""));

        ExecutionId id = id();
        REDIS.as("one").create(queued(id));

        await().untilAsserted(() -> assertThat(rung).containsExactly("", id.toString()));
        REDIS.listen();
    }

    @Test
    void comesBackWithRedis() {
        REDIS.server().kill();
        REDIS.server().restart();
        await().untilAsserted(() -> assertThat(rung).containsExactly(""));

        ExecutionId id = id();
        await().ignoreExceptionsInstanceOf(StoreUnavailable.class)
                .until(() -> REDIS.as("one").create(queued(id)) instanceof Created.Written);

        await().untilAsserted(() -> assertThat(rung).containsExactly("", id.toString()));
        REDIS.listen();
    }

    @Test
    void isSilentOnceClosed() {
        subscription.close();
        await().until(() ->
                REDIS.call(Command.PUBSUB, "NUMSUB", "flow:{0}:bell").toString().matches(".*\\b0\\D*"));
        REDIS.as("one").create(queued(id()));

        assertThat(rung).isEmpty();
    }

    @Test
    void goesToTheServerThatIsThePrimaryNow() {
        REDIS.scripts().moved("another one is");

        await().untilAsserted(() -> assertThat(rung).containsExactly(""));
    }

    @Test
    void saysWhereItMayNotListenAndListensOnceItMay() {
        REDIS.call(Command.ACL, "SETUSER", RedisUsers.EXECUTOR, "resetchannels");
        try {
            await().untilAsserted(() -> assertThat(rights.refused()).containsOnlyKeys("SUBSCRIBE"));
        } finally {
            REDIS.call(Command.ACL, "SETUSER", RedisUsers.EXECUTOR, "allchannels");
        }
        await().untilAsserted(() -> assertThat(rights.refused()).isEmpty());
    }
}
