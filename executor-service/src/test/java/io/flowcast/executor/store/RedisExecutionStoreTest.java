package io.flowcast.executor.store;

import org.junit.jupiter.api.extension.RegisterExtension;

final class RedisExecutionStoreTest extends ExecutionStoreContract {

    @RegisterExtension
    static final RedisUnderTest REDIS = new RedisUnderTest(1);

    @Override
    StoreUnderTest open() {
        return REDIS;
    }
}
