package io.flowcast.executor.store;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Executions that lie in the third of four partitions. */
final class RedisPartitionTest extends ExecutionStoreContract {

    @RegisterExtension
    static final RedisUnderTest REDIS = new RedisUnderTest(4);

    @Override
    StoreUnderTest open() {
        return REDIS;
    }

    @Override
    int partition() {
        return 2;
    }
}
