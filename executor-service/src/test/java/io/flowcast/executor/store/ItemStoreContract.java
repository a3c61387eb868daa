package io.flowcast.executor.store;

import static io.flowcast.executor.store.Samples.end;
import static io.flowcast.executor.store.Samples.handBack;
import static io.flowcast.executor.store.Samples.started;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.intent.Notice;
import io.flowcast.executor.store.IntentStore.Signalled;
import io.flowcast.executor.store.ItemStore.Opened;
import io.flowcast.executor.store.ItemStore.Saved;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link ItemStore} promises. */
abstract class ItemStoreContract {

    private static final String LIST = "3 digest";

    private StoreUnderTest store;
    private ItemStore one;
    private ItemStore two;
    private final ExecutionId id = Samples.id();
    private Created.Written written;
    private ItemList items;

    abstract StoreUnderTest open();

    @BeforeEach
    void anExecutionOfOne() {
        store = open();
        one = store.items("one");
        two = store.items("two");
        written = (Created.Written) store.as("one").create(started(id));
        items = new ItemList(id, "each", written.fence());
    }

    @Test
    void keepsResultsForWhoeverGoesOn() {
        assertThat(one.open(items, LIST)).isEqualTo(new Opened.Open(0));
        assertThat(one.save(items, 0, Map.of(2, "{\"output\":\"ä b\"}"))).isEqualTo(Saved.SAVED);
        assertThat(one.save(items, 1, Map.of(0, "{}"))).isEqualTo(Saved.SAVED);

        assertThat(one.open(items, LIST)).isEqualTo(new Opened.Open(2));
        assertThat(one.read(items, 3)).isEqualTo(Map.of(0, "{}", 2, "{\"output\":\"ä b\"}"));
        assertThat(store.published(id)).as("it tells nobody").hasSize(2);
    }

    @Test
    void notesWhatWaitsTillItEnds() {
        one.open(items, LIST);
        assertThat(one.save(items, 0, Map.of(), Map.of("0", "{\"at\":1}", "2", "{}", "told", "5 6")))
                .isEqualTo(Saved.SAVED);
        assertThat(one.save(items, 0, Map.of(2, "{}"), Map.of("1", "{}", "0", "{\"at\":2}")))
                .isEqualTo(Saved.SAVED);

        assertThat(one.notes(items)).isEqualTo(Map.of("0", "{\"at\":2}", "1", "{}", "told", "5 6"));
        assertThat(one.open(items, LIST)).as("it is no result").isEqualTo(new Opened.Open(1));
        one.drop(items);
        assertThat(one.notes(items)).isEmpty();
    }

    @Test
    void aRetryBeginsWithTheOutputsOfWhatItRetries() {
        one.open(items, LIST);
        one.save(items, 0, Map.of(0, "{\"output\":1}", 1, "{\"error\":{}}"), Map.of("2", "{}"));
        store.as("one").commit(end(id, written.lastId(), written.fence()));

        ItemList neverCameToIt = retryOf(id);
        ItemList same = retryOf(neverCameToIt.id());
        assertThat(one.open(same, LIST)).isEqualTo(new Opened.Open(1));
        assertThat(one.read(same, 3)).isEqualTo(Map.of(0, "{\"output\":1}"));
        assertThat(one.notes(same)).isEmpty();
        assertThat(one.open(same, "3 other")).isEqualTo(new Opened.Different(LIST));
        assertThat(one.read(items, 3)).as("what it retries keeps its own").hasSize(2);
    }

    @Test
    void aRetryWithAnotherListBeginsAnew() {
        one.open(items, LIST);
        one.save(items, 0, Map.of(0, "{\"output\":1}"));
        store.as("one").commit(end(id, written.lastId(), written.fence()));

        ItemList retry = retryOf(id);
        assertThat(one.open(retry, "3 other")).isEqualTo(new Opened.Open(0));
        assertThat(one.read(retry, 3)).isEmpty();
    }

    /** The same node's items in a retry of this execution, which is made to end. */
    private ItemList retryOf(ExecutionId earlier) {
        Map<String, String> fields = store.fields(earlier);
        if (!"completed".equals(fields.get(ExecutionFields.STATUS))) {
            store.as("one")
                    .commit(end(
                            earlier,
                            EventId.of(Objects.requireNonNull(fields.get(ExecutionFields.LAST_ID))),
                            Long.parseLong(Objects.requireNonNull(fields.get(ExecutionFields.FENCE)))));
        }
        ExecutionId retry = Samples.id();
        Created created = store.as("one")
                .create(Samples.with(started(retry), Map.of(ExecutionFields.RETRY_OF, earlier.toString())));
        return new ItemList(retry, "each", ((Created.Written) created).fence());
    }

    @Test
    void whatIsAskedOfItsItemsReachesTheExecutionsThatTheyWaitFor() {
        ExecutionId child = Samples.id();
        ExecutionId other = Samples.id();
        store.as("two").create(started(child));
        store.as("two").create(started(other));
        one.open(items, LIST);
        one.save(
                items,
                0,
                Map.of(),
                Map.of(
                        "0",
                        "{\"of\":1,\"child\":\"" + child + "\"}",
                        "1",
                        "{\"of\":0,\"child\":\"" + other + "\"}",
                        "2",
                        "{\"of\":1,\"at\":7}",
                        "told",
                        "5 6"));
        Commit step = Samples.step(id, written.lastId(), written.fence());
        store.as("one")
                .commit(new Commit(
                        id,
                        step.fence(),
                        step.previous(),
                        step.fields(),
                        step.events(),
                        step.after(),
                        step.consumed(),
                        List.of(new Notice(id, new Notice.Items("each", 1), new Intent.Request.Cancel()))));

        assertThat(Intent.standing(store.fields(child)))
                .extracting(Intent::request)
                .containsExactly(new Intent.Request.Cancel());
        assertThat(Intent.standing(store.fields(other))).isEmpty();
        assertThat(Intent.standing(store.fields(id))).isEmpty();
    }

    private static Intent.Request.Signal signal(@Nullable String key, String payload) {
        return new Intent.Request.Signal("go.1", key, TextNode.valueOf(payload), 1_800_000_000_123L);
    }

    private Signalled signalled(int item, @Nullable String key, String payload) {
        return store.intents().signal(id, "ann", signal(key, payload), new IntentStore.ForItem("each", item, 200));
    }

    @Test
    void aSignalForAnItemIsKeptOnceAndWakesOnlyWhereThatItemWaits() {
        assertThat(signalled(1, "k1", "early")).isEqualTo(Signalled.RECEIVED);
        assertThat(signalled(1, "k1", "early")).as("the same").isEqualTo(Signalled.RECEIVED);
        assertThat(signalled(1, "k2", "early")).isEqualTo(Signalled.TAKEN);
        assertThat(signalled(1, null, "early")).isEqualTo(Signalled.TAKEN);
        assertThat(Intent.standing(store.fields(id))).isEmpty();
        assertThat(one.signal(items, 1))
                .contains("{\"key\":\"k1\",\"payload\":\"early\",\"receivedAt\":1800000000123}");
        assertThat(one.signal(items, 0)).isEmpty();

        one.open(items, LIST);
        one.save(items, 0, Map.of(), Map.of("0", "{}"));
        assertThat(signalled(0, "k3", "awaited")).isEqualTo(Signalled.RECEIVED);
        assertThat(Intent.standing(store.fields(id)))
                .extracting(Intent::request)
                .containsExactly(new Intent.Request.ItemSignal("each", 0));
        assertThat(signalled(3, "k4", "x")).isEqualTo(Signalled.NO_ITEM);
        assertThat(signalled(2, "k4", "x".repeat(200))).isEqualTo(Signalled.TOO_MUCH);
    }

    @Test
    void aSignalForAnItemNeedsAnExecutionThatGoesOn() {
        IntentStore.ForItem item = new IntentStore.ForItem("each", 0, 200);
        assertThat(store.intents().signal(Samples.id(), "ann", signal("k", "x"), item))
                .isEqualTo(Signalled.NOT_FOUND);
        assertThat(store.intents().signal(id, "bob", signal("k", "x"), item)).isEqualTo(Signalled.NOT_FOUND);
        signalled(0, "k1", "x");
        one.open(items, LIST);
        one.drop(items);
        store.as("one").commit(end(id, written.lastId(), written.fence()));

        assertThat(signalled(1, "k2", "x")).isEqualTo(Signalled.FINISHED);
        assertThat(signalled(0, "k1", "x")).as("received before").isEqualTo(Signalled.RECEIVED);
    }

    @Test
    void whoeverKeepsAResultGetsOnAndItsTakeoversCountFromNone() {
        one.open(items, LIST);
        ItemList taken = new ItemList(id, "each", takeOver().fence());
        assertThat(store.fields(id)).containsEntry(ExecutionFields.TAKEOVERS, "1");
        two.open(taken, LIST);
        two.save(taken, 0, Map.of(), Map.of("0", "{}"));
        assertThat(store.fields(id)).as("notes are nothing done").containsEntry(ExecutionFields.TAKEOVERS, "1");
        two.save(taken, 0, Map.of(0, "{}"));
        assertThat(store.fields(id)).containsEntry(ExecutionFields.TAKEOVERS, "0");
    }

    @Test
    void whatElseIsNotedIsNotReadAsAnItem() {
        ExecutionId other = Samples.id();
        store.as("two").create(started(other));
        one.open(items, LIST);
        one.save(items, 0, Map.of(), Map.of("list", "[{\"of\":0,\"child\":\"" + other + "\"}]"));
        store.as("one")
                .commit(Samples.notifying(
                        Samples.step(id, written.lastId(), written.fence()),
                        new Notice(id, new Notice.Items("each", 0), new Intent.Request.Cancel())));

        assertThat(Intent.standing(store.fields(other))).isEmpty();
    }

    @Test
    void mayBeRepeated() {
        one.open(items, LIST);
        one.save(items, 0, Map.of(0, "{}"));

        assertThat(one.open(items, LIST)).isEqualTo(new Opened.Open(1));
        assertThat(one.save(items, 0, Map.of(0, "{}"))).isEqualTo(Saved.SAVED);
        assertThat(one.read(items, 3)).hasSize(1);
    }

    @Test
    void keepsThousandsAndReadsThemAll() {
        Map<Integer, String> results = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            results.put(i, "{\"output\":" + i + "}");
        }
        one.open(items, LIST);

        assertThat(one.save(items, 0, results)).isEqualTo(Saved.SAVED);
        assertThat(one.read(items, 10_000)).isEqualTo(results);
    }

    @Test
    void tellsAnotherListApart() {
        one.open(items, LIST);

        assertThat(one.open(items, "4 other")).isEqualTo(new Opened.Different(LIST));
    }

    @Test
    void keepsNodesApart() {
        ItemList others = new ItemList(id, "other", written.fence());
        one.open(items, LIST);
        one.open(others, "9 x");
        one.save(items, 0, Map.of(0, "{}"));

        assertThat(one.read(others, 3)).isEmpty();
        one.drop(items);
        assertThat(one.save(others, 0, Map.of(0, "{}"))).isEqualTo(Saved.SAVED);
    }

    @Test
    void aFencedExecutorWritesNothing() {
        one.open(items, LIST);
        Claims.Claim claim = takeOver();

        assertThat(one.open(items, LIST)).isEqualTo(new Opened.Fenced());
        assertThat(one.save(items, 0, Map.of(0, "{}"))).isEqualTo(Saved.FENCED);
        one.drop(items);

        ItemList taken = new ItemList(id, "each", claim.fence());
        assertThat(two.open(taken, LIST)).isEqualTo(new Opened.Open(0));
        assertThat(two.save(taken, 0, Map.of(1, "{}"))).isEqualTo(Saved.SAVED);
        one.drop(items);
        assertThat(two.read(taken, 3)).hasSize(1);
    }

    @Test
    void nobodyWritesOfAnotherExecutorsUnderTheSameFence() {
        assertThat(two.open(items, LIST)).isEqualTo(new Opened.Fenced());
        assertThat(two.save(items, 0, Map.of(0, "{}"))).isEqualTo(Saved.FENCED);
    }

    @Test
    void whatAFailoverLostIsMissed() {
        one.open(items, LIST);
        one.save(items, 0, Map.of(0, "{}"));
        Runnable failover = store.remember();
        one.save(items, 1, Map.of(1, "{}"));
        failover.run();

        assertThat(one.save(items, 2, Map.of(2, "{}"))).isEqualTo(Saved.LOST);
        assertThat(one.read(items, 3)).containsOnlyKeys(0);
    }

    @Test
    void aListThatAFailoverLostIsMissed() {
        Runnable failover = store.remember();
        one.open(items, LIST);
        failover.run();

        assertThat(one.save(items, 0, Map.of(0, "{}"))).isEqualTo(Saved.LOST);
    }

    @Test
    void aLostClaimIsToldFromALostList() {
        Runnable failover = store.remember();
        Claims.Claim claim = takeOver();
        ItemList taken = new ItemList(id, "each", claim.fence());
        two.open(taken, LIST);
        failover.run();

        assertThat(two.save(taken, 0, Map.of(0, "{}"))).isEqualTo(Saved.REWOUND);
        assertThat(two.open(taken, LIST)).isEqualTo(new Opened.Rewound());
    }

    @Test
    void keepsNothingOfAnExecutionThatIsGone() {
        ItemList gone = new ItemList(Samples.id(), "each", written.fence());

        assertThat(one.open(gone, LIST)).isEqualTo(new Opened.Rewound());
        assertThat(one.save(gone, 0, Map.of(0, "{}"))).isEqualTo(Saved.REWOUND);
    }

    @Test
    void keepsNothingMoreOnceTheExecutionHasEnded() {
        one.open(items, LIST);
        store.as("one").commit(end(id, written.lastId(), written.fence()));

        assertThat(one.open(items, LIST)).isEqualTo(new Opened.Fenced());
        assertThat(one.save(items, 0, Map.of(0, "{}"))).isEqualTo(Saved.FENCED);
    }

    @Test
    void isDroppedAfterTheEnd() {
        one.open(items, LIST);
        one.save(items, 0, Map.of(0, "{}"));
        store.as("one").commit(end(id, written.lastId(), written.fence()));
        one.drop(items);

        assertThat(one.read(items, 3)).isEmpty();
    }

    @Test
    void isDroppedAfterTheLeaseWasGivenBack() {
        one.open(items, LIST);
        one.save(items, 0, Map.of(0, "{}"));
        store.as("one").commit(handBack(id, written.lastId(), written.fence(), store.now() + 60_000));
        one.drop(items);

        assertThat(one.read(items, 3)).isEmpty();
    }

    private Claims.Claim takeOver() {
        store.makeDue(id);
        return store.as("two").claim(1, "token").claims().getFirst();
    }
}
