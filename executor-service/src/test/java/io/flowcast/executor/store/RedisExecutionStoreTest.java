package io.flowcast.executor.store;

import io.flowcast.stack.redis.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class RedisExecutionStoreTest extends ExecutionStoreContract {

    private static RedisServer server;

    @BeforeAll
    static void startRedis() {
        server = RedisServer.start();
    }

    @AfterAll
    static void stopRedis() {
        server.close();
    }

    @Override
    StoreUnderTest open() {
        return new RedisUnderTest(server.url(), 1);
    }
}
