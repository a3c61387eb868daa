package io.flowcast.executor.store;

import io.flowcast.events.EventMessage;
import io.flowcast.events.ExecutionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

final class InMemoryUnderTest implements StoreUnderTest {

    private final ManualClock clock = new ManualClock();
    private final InMemoryExecutionStore store = new InMemoryExecutionStore(clock, LEASE, "nobody");
    private final List<String> rung = new CopyOnWriteArrayList<>();

    InMemoryUnderTest() {
        store.onBell(rung::add);
    }

    @Override
    public ExecutionStore as(String executor) {
        return store.as(executor);
    }

    @Override
    public IntentStore intents() {
        return store;
    }

    @Override
    public ItemStore items(String executor) {
        return store.as(executor).items();
    }

    @Override
    public long now() {
        return clock.now();
    }

    @Override
    public Map<String, String> fields(ExecutionId id) {
        return store.fields(id);
    }

    @Override
    public List<Restoration.Tail> log(ExecutionId id) {
        return store.log(id);
    }

    @Override
    public List<EventMessage> published(ExecutionId id) {
        return store.published(id);
    }

    @Override
    public OptionalLong due(ExecutionId id) {
        return store.due(id);
    }

    @Override
    public void makeDue(ExecutionId id) {
        store.makeDue(id);
    }

    @Override
    public void executorsAreAlive() {
        store.executorsAreAlive();
    }

    @Override
    public void nobodyCameFor(Duration time) {
        store.nobodyCameFor(time);
    }

    @Override
    public Runnable remember() {
        return store.remember();
    }

    @Override
    public List<String> rung() {
        return rung;
    }
}
