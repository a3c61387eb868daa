package io.flowcast.executor.store;

import io.flowcast.events.EventMessage;
import io.flowcast.events.ExecutionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A store whose inside a test may see and set. */
interface StoreUnderTest {

    Duration LEASE = Duration.ofSeconds(4);

    /** The store as this executor sees it. */
    ExecutionStore as(String executor);

    IntentStore intents();

    ItemStore items(String executor);

    /** The store's own clock. */
    long now();

    /** Empty where there is no such execution. */
    Map<String, String> fields(ExecutionId id);

    List<Restoration.Tail> log(ExecutionId id);

    /** All that was ever published, in order. */
    List<EventMessage> published(ExecutionId id);

    OptionalLong due(ExecutionId id);

    /** As if its lease, or its wait, were over. */
    void makeDue(ExecutionId id);

    /** As if somebody had claimed or renewed just now. */
    void executorsAreAlive();

    /** As if nobody had claimed or renewed for so long. */
    void nobodyCameFor(Duration time);

    /** Remembers what is stored; running the answer is a failover that loses everything since. */
    Runnable remember();

    /** Ids that rang the bell, in order. */
    List<String> rung();
}
