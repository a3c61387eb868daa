package io.flowcast.executor.store;

final class InMemoryItemStoreTest extends ItemStoreContract {

    @Override
    StoreUnderTest open() {
        return new InMemoryUnderTest();
    }
}
