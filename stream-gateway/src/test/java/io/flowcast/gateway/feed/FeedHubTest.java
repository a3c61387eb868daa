package io.flowcast.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.ExecutionStatus;
import io.flowcast.gateway.feed.ListSource.ListReading;
import io.flowcast.gateway.hub.Chunk;
import io.flowcast.gateway.hub.Ending;
import io.flowcast.gateway.hub.Outlet;
import io.flowcast.gateway.hub.Patience;
import io.flowcast.gateway.hub.Rejection;
import io.flowcast.gateway.hub.Tally;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeedHubTest implements FeedSurroundings {
    private static final int KEPT = 12;
    private static final ChangeFilter ALL = new ChangeFilter(null, null, null);

    private final FeedHub hub = new FeedHub(this);
    private final Deque<Runnable> timers = new ArrayDeque<>();
    private final Deque<Consumer<ListReading>> lists = new ArrayDeque<>();
    private boolean deserted;
    private Window.Part feed = new Window.Part(FeedId.NONE, List.of());
    private long clock = 100;

    @Test
    void theListComesFirstAndThenWhatChanges() {
        happen("a");
        Client client = open(ALL, new FeedOpening.Snapshot());
        answer();
        assertThat(client.blocks.getFirst())
                .isEqualTo(
                        "id: 101-0\nevent: list.snapshot\ndata: {\"type\":\"list.snapshot\",\"reason\":\"requested\",\"executions\":[]}");
        assertThat(client.synced).isTrue();
        happen("b");
        assertThat(client.ids()).containsExactly("=101-0", "102-0");
        assertThat(client.subscriber().lastEventId()).isEqualTo("102-0");
    }

    @Test
    void whatHappensWhileTheListIsReadIsNotLost() {
        happen("a");
        Client client = open(ALL, new FeedOpening.Snapshot());
        FeedCursor at = window().end();
        happen("b");
        happen("c");
        lists.remove().accept(new ListReading.Listed(at, "{\"executions\":[]}"));
        assertThat(client.ids()).containsExactly("=101-0", "102-0", "103-0");
    }

    @Test
    void aListThatIsNewerThanWhatThisLoopKnowsWaitsForIt() {
        happen("a");
        Client client = open(ALL, new FeedOpening.Snapshot());
        FeedCursor later = new FeedCursor(List.of(new FeedId(102, 0)));
        lists.remove().accept(new ListReading.Listed(later, "{\"executions\":[]}"));
        assertThat(client.synced).isFalse();
        happen("b");
        happen("c");
        assertThat(client.ids()).containsExactly("=102-0", "103-0");
    }

    @Test
    void aCursorOfAnotherReplicaThatHasReadFurtherIsWaitedFor() {
        happen("a");
        Client client = open(ALL, after("102-0"));
        assertThat(client.accepted).isFalse();
        happen("b");
        happen("c");
        assertThat(client.ids()).containsExactly("103-0");
    }

    @Test
    void aCursorThatCannotBeContinuedGetsAListThatSaysWhy() {
        for (int i = 0; i < KEPT + 5; i++) {
            happen("x");
        }
        Client old = open(ALL, after("101-0"));
        Client foreign = open(ALL, after("110-7"));
        Client unreadable = open(ALL, new FeedOpening.Unreadable());
        Client ahead = open(ALL, after("999-0"));
        timers.remove().run();
        while (!lists.isEmpty()) {
            answer();
        }
        assertThat(Stream.of(old, foreign, unreadable, ahead).map(client -> client.blocks.getFirst()))
                .satisfiesExactly(
                        block -> assertThat(block).contains("\"reason\":\"trimmed\""),
                        block -> assertThat(block).contains("\"reason\":\"foreign\""),
                        block -> assertThat(block).contains("\"reason\":\"unreadable\""),
                        block -> assertThat(block).contains("\"reason\":\"ahead\""));
    }

    @Test
    void aHistoryThatWasLostIsTold() {
        happen("a");
        Client client = open(ALL, after("101-0"));
        feed = new Window.Part(FeedId.NONE, List.of());
        clock = 50;
        happen("b");
        timers.remove().run();
        answer();
        assertThat(client.ids()).containsExactly("=51-0");
        assertThat(client.blocks.getFirst()).contains("\"reason\":\"rewound\"");
        happen("c");
        assertThat(client.ids()).containsExactly("=51-0", "52-0");
    }

    @Test
    void whoFollowsOneStatusHearsOfWhatComesToItAndWhatLeavesIt() {
        hub.accept(window());
        Client client = open(new ChangeFilter(null, ExecutionStatus.RUNNING, "w"), after("0-0"));
        happen(new Happening("w", ExecutionStatus.PENDING, null, null));
        happen(new Happening("w", ExecutionStatus.RUNNING, ExecutionStatus.PENDING, null));
        happen(new Happening("other", ExecutionStatus.RUNNING, null, null));
        happen(new Happening("w", ExecutionStatus.FAILED, ExecutionStatus.RUNNING, null));
        assertThat(client.ids()).containsExactly("102-0", "104-0");
    }

    @Test
    void nobodyHearsOfWhatIsAnothers() {
        hub.accept(window());
        Client client = open(new ChangeFilter("me", null, null), after("0-0"));
        happen(new Happening("w", ExecutionStatus.PENDING, null, "me"));
        happen(new Happening("w", ExecutionStatus.PENDING, null, "you"));
        happen(new Happening("w", ExecutionStatus.PENDING, null, null));
        assertThat(client.ids()).containsExactly("101-0");
    }

    @Test
    void aSignOfLifeMovesTheCursorOverWhatTheFilterLeftOut() {
        hub.accept(window());
        Client client = open(new ChangeFilter("me", null, null), after("0-0"));
        happen("a");
        Chunk plain = Chunk.of(new byte[0]);
        assertThat(text(client.subscriber().keepalive(plain))).isEqualTo(": keepalive\nid: 101-0\n\n");
        assertThat(client.subscriber().keepalive(plain)).isSameAs(plain);
    }

    @Test
    void whoIsSlowGoesOnWhereItWas() {
        hub.accept(window());
        Client client = open(ALL, after("0-0"));
        happen("a");
        client.full = true;
        happen("b");
        happen("c");
        assertThat(client.ids()).containsExactly("101-0");
        client.full = false;
        client.subscriber().drained();
        happen("d");
        assertThat(client.ids()).containsExactly("101-0", "102-0", "103-0", "104-0");
    }

    @Test
    void withoutAFeedOrAListTheClientIsAskedToComeBack() {
        Client early = open(ALL, new FeedOpening.Snapshot());
        early.subscriber().unavailable();
        assertThat(early.rejected).isEqualTo(Rejection.UNAVAILABLE);
        happen("a");
        Client listless = open(ALL, new FeedOpening.Snapshot());
        lists.remove().accept(new ListReading.Unreachable());
        assertThat(listless.rejected).isEqualTo(Rejection.UNAVAILABLE);
        assertThat(deserted).isTrue();
    }

    /** Changes, slow and broken connections in any order: each change is got once, in order, or a list in its stead. */
    @Test
    void nothingIsMissedOrRepeatedUnlessAListSaysSo() {
        for (int seed = 0; seed < 500; seed++) {
            FeedHubTest walk = new FeedHubTest();
            walk.walk(new Random(seed));
        }
    }

    private void walk(Random random) {
        happen("first");
        Client client = open(ALL, after("0-0"));
        long reached = 0;
        for (int i = 0; i < 100; i++) {
            switch (random.nextInt(7)) {
                case 0, 1, 2 -> happen("x");
                case 3 -> client.full = true;
                case 4 -> {
                    client.full = false;
                    client.subscriber().drained();
                }
                case 5 -> {
                    if (!lists.isEmpty()) {
                        answer();
                    }
                }
                default -> {
                    String cursor = client.subscriber().lastEventId();
                    client.subscriber().disconnected();
                    reached = check(client, reached);
                    lists.clear();
                    client = open(ALL, after(client.ids().isEmpty() ? reached + "-0" : String.valueOf(cursor)));
                }
            }
        }
        client.full = false;
        for (int i = 0; i < 5; i++) {
            client.subscriber().drained();
            while (!lists.isEmpty()) {
                answer();
            }
        }
        assertThat(check(client, reached)).isEqualTo(clock);
    }

    private static long check(Client client, long reached) {
        long at = reached;
        for (String id : client.ids()) {
            long next = Long.parseLong(id.replace("=", "").replace("-0", ""));
            if (!id.startsWith("=") && at != 0) {
                assertThat(next).isEqualTo(at + 1);
            }
            at = next;
        }
        return at;
    }

    private record Happening(
            String workflowId,
            ExecutionStatus status,
            @Nullable ExecutionStatus previous,
            @Nullable String owner) {}

    private void happen(String name) {
        happen(new Happening(name, ExecutionStatus.RUNNING, null, null));
    }

    private void happen(Happening what) {
        Change change = new Change(
                0,
                new FeedId(++clock, 0),
                what.workflowId(),
                what.status(),
                what.previous(),
                what.owner(),
                Frames.block("{}"));
        feed = feed.with(List.of(change), KEPT);
        hub.accept(window());
    }

    private Window window() {
        return new Window(List.of(feed));
    }

    private void answer() {
        lists.remove().accept(new ListReading.Listed(window().end(), "{\"executions\":[]}"));
    }

    private static FeedOpening after(String cursor) {
        return new FeedOpening.After(FeedCursor.parse(cursor, 1).orElseThrow());
    }

    private Client open(ChangeFilter filter, FeedOpening opening) {
        Client client = new Client();
        FeedSubscriber subscriber = hub.join(client, filter, opening, true, lists::add);
        client.subscriber = subscriber;
        subscriber.goOn();
        return client;
    }

    private static String text(Chunk chunk) {
        return chunk.prepared(String.class, bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void after(Duration delay, Runnable work) {
        timers.add(work);
    }

    /** Counts nothing. */
    @Override
    public Tally tally() {
        return (Tally) Proxy.newProxyInstance(
                Tally.class.getClassLoader(), new Class<?>[] {Tally.class}, (self, method, arguments) -> null);
    }

    @Override
    public Patience patience() {
        return new Patience(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofMillis(500), 3);
    }

    @Override
    public void feedDeserted() {
        deserted = true;
    }

    private static final class Client implements Outlet {
        private final List<String> blocks = new ArrayList<>();
        private boolean accepted;
        private boolean full;
        private boolean synced;
        private @Nullable Rejection rejected;
        private @Nullable FeedSubscriber subscriber;

        private FeedSubscriber subscriber() {
            if (subscriber == null) {
                throw new IllegalStateException("not joined");
            }
            return subscriber;
        }

        /** In order; that of a list is {@code =id}. */
        private List<String> ids() {
            return blocks.stream()
                    .map(block -> (block.contains("event: list.snapshot") ? "=" : "")
                            + block.substring(4, block.indexOf('\n')))
                    .toList();
        }

        @Override
        public void accept() {
            accepted = true;
        }

        @Override
        public void reject(Rejection why) {
            rejected = why;
        }

        @Override
        public boolean full() {
            return full;
        }

        @Override
        public void write(Chunk chunk) {
            blocks.addAll(List.of(text(chunk).split("\n\n")));
        }

        @Override
        public void caughtUp() {
            synced = true;
        }

        @Override
        public void end(Ending why) {}
    }
}
