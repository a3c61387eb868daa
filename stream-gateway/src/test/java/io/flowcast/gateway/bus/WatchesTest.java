package io.flowcast.gateway.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.EventId;
import io.flowcast.gateway.hub.Frame;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchesTest {
    private final Watches watches = new Watches();
    private final Wire wire = new Wire();

    @Test
    void theFirstWatcherSubscribesAndTheLastToGoUnsubscribes() {
        watches.connected(wire);
        Seen first = new Seen();
        Seen second = new Seen();
        watches.watch("a", first);
        watches.watch("a", second);
        watches.acknowledged("a");
        watches.unwatch("a", first);
        assertThat(wire.sent).containsExactly("+a");
        watches.unwatch("a", second);
        assertThat(wire.sent).containsExactly("+a", "-a");
        assertThat(watches.size()).isZero();
    }

    @Test
    void nobodyIsReadyBeforeTheSubscriptionIsAcknowledged() {
        watches.connected(wire);
        Seen early = new Seen();
        watches.watch("a", early);
        assertThat(early.told).isEmpty();
        watches.acknowledged("a");
        Seen late = new Seen();
        watches.watch("a", late);
        assertThat(early.told).containsExactly("ready");
        assertThat(late.told).containsExactly("ready");
        assertThat(wire.sent).containsExactly("+a");
    }

    @Test
    void anAcknowledgementOfASubscriptionThatWasGivenUpDoesNotCountForTheNext() {
        watches.connected(wire);
        Seen gone = new Seen();
        watches.watch("a", gone);
        watches.unwatch("a", gone);
        Seen next = new Seen();
        watches.watch("a", next);
        assertThat(wire.sent).containsExactly("+a", "-a", "+a");
        watches.acknowledged("a");
        assertThat(next.told).isEmpty();
        watches.acknowledged("a");
        assertThat(next.told).containsExactly("ready");
        assertThat(gone.told).isEmpty();
    }

    @Test
    void aNewConnectionGetsAllSubscriptionsAndTellsWhoMayHaveMissedSomething() {
        watches.connected(wire);
        Seen old = new Seen();
        watches.watch("a", old);
        watches.acknowledged("a");
        watches.disconnected();
        Seen meanwhile = new Seen();
        watches.watch("a", meanwhile);
        watches.watch("b", meanwhile);

        Wire next = new Wire();
        watches.connected(next);
        assertThat(next.sent).containsExactlyInAnyOrder("+a", "+b");
        assertThat(old.told).containsExactly("ready");
        watches.acknowledged("a");
        watches.acknowledged("b");
        assertThat(old.told).containsExactly("ready", "rebuilt");
        assertThat(meanwhile.told).containsExactly("ready", "ready");
    }

    @Test
    void whoLeavesWhileThereIsNoConnectionIsForgotten() {
        watches.connected(wire);
        Seen watcher = new Seen();
        watches.watch("a", watcher);
        watches.disconnected();
        watches.unwatch("a", watcher);
        Wire next = new Wire();
        watches.connected(next);
        assertThat(next.sent).isEmpty();
        assertThat(watches.size()).isZero();
    }

    @Test
    void framesGoToTheWatchersOfTheirChannel() {
        watches.connected(wire);
        Seen a = new Seen();
        Seen b = new Seen();
        watches.watch("a", a);
        watches.watch("b", b);
        Frame frame = new Frame(new EventId(1, 1), new byte[0], false);
        watches.message("a", frame);
        watches.message("nobody", frame);
        assertThat(a.told).containsExactly("1-1");
        assertThat(b.told).isEmpty();
    }

    private static final class Wire implements Line {
        private final List<String> sent = new ArrayList<>();

        @Override
        public void subscribe(Collection<String> channels) {
            channels.forEach(channel -> sent.add("+" + channel));
        }

        @Override
        public void unsubscribe(String channel) {
            sent.add("-" + channel);
        }
    }

    private static final class Seen implements Watcher {
        private final List<String> told = new ArrayList<>();

        @Override
        public void ready() {
            told.add("ready");
        }

        @Override
        public void frame(Frame frame) {
            told.add(frame.id().toString());
        }

        @Override
        public void rebuilt() {
            told.add("rebuilt");
        }
    }
}
