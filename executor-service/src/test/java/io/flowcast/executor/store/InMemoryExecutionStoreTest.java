package io.flowcast.executor.store;

final class InMemoryExecutionStoreTest extends ExecutionStoreContract {

    @Override
    StoreUnderTest open() {
        return new InMemoryUnderTest();
    }
}
