package io.flowcast.gateway.hub;

import io.flowcast.events.EventId;
import io.flowcast.gateway.log.Break;
import io.flowcast.gateway.log.LogSource.StateReading;
import io.flowcast.gateway.log.Reading;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One stream of one client: from the log to its end, then with the hub; back to the log when it was too slow. It keeps a
 * cursor, never a backlog. Called on its event loop only.
 */
public final class Subscriber implements Source {
    private enum State {
        /** Nothing is answered yet. */
        JOINING,
        /** Reads the log after its cursor. */
        READING,
        /** Its connection takes no more; goes on with {@link #drained()}. */
        BLOCKED,
        /** Read further than the hub's frames have come: waits for them. */
        AHEAD,
        /** Gets the hub's frames; its cursor is the hub's. */
        LIVE,
        CLOSED
    }

    private final Hub hub;
    private final Outlet outlet;
    private final Opening opening;
    private final boolean eventSource;
    private final Doubt doubt = new Doubt();

    private State state = State.JOINING;
    private boolean accepted;
    private @Nullable EventId cursor;
    /** As they were when the last read was sent. */
    private int readEpoch;

    private @Nullable EventId endAtRead;
    /** Its place among the hub's live ones; the hub's to set. */
    int place = -1;

    Subscriber(Hub hub, Outlet outlet, Opening opening, boolean eventSource) {
        this.hub = hub;
        this.outlet = outlet;
        this.opening = opening;
        this.eventSource = eventSource;
    }

    /** To be called once the subscription of the hub's execution is acknowledged. */
    public void start() {
        if (state != State.JOINING) {
            return;
        }
        switch (opening) {
            case Opening.Hidden hidden -> reject(Rejection.UNKNOWN);
            case Opening.FromStart start -> begin();
            case Opening.FromSnapshot snapshot -> snapshot("requested");
            case Opening.After after -> {
                cursor = after.cursor();
                begin();
            }
            case Opening.Unreadable unreadable -> {
                if (eventSource) {
                    snapshot("unreadable");
                } else {
                    reject(Rejection.UNREADABLE_CURSOR);
                }
            }
        }
    }

    private void begin() {
        if (!remembered()) {
            read();
        }
    }

    /**
     * Goes on with what the hub remembers of a read of a moment ago.
     *
     * @return false where that is not enough, and it has to read the log
     */
    private boolean remembered() {
        if (state == State.CLOSED) {
            return true;
        }
        Optional<Chunk> remembered = outlet.full() ? Optional.empty() : hub.recall(cursor);
        if (remembered.isEmpty()) {
            return false;
        }
        accept();
        List<Frame> frames = remembered.get().frames();
        if (state != State.CLOSED && !frames.isEmpty()) {
            outlet.write(remembered.get());
            hub.around().tally().replayed(frames.size());
            advance(frames.getLast());
        }
        if (state != State.CLOSED) {
            outlet.caughtUp();
            hub.welcome(this);
        }
        return true;
    }

    /** The subscription could not be had. */
    public void unavailable() {
        reject(Rejection.UNAVAILABLE);
    }

    @Override
    public void drained() {
        if (state == State.BLOCKED) {
            hub.around().tally().resumed();
            read();
        }
    }

    @Override
    public void disconnected() {
        close(Ending.CLIENT);
    }

    @Override
    public void end(Ending why) {
        if (state != State.CLOSED) {
            if (accepted) {
                close(why);
                outlet.end(why);
            } else {
                reject(
                        switch (why) {
                            case GONE -> Rejection.UNKNOWN;
                            case DRAINING -> Rejection.DRAINING;
                            case FINISHED, CLIENT, STALLED, AGE, AUTH, UNAVAILABLE -> Rejection.UNAVAILABLE;
                        });
            }
        }
    }

    /** The last event that went out, or on which the client builds; null where it has none yet. */
    public @Nullable EventId cursor() {
        return state == State.LIVE ? hub.written() : cursor;
    }

    @Override
    public boolean closed() {
        return state == State.CLOSED;
    }

    @Override
    public @Nullable String lastEventId() {
        EventId last = cursor();
        return last == null ? null : last.toString();
    }

    /** Whether its connection has been unable to take what there is to send. */
    public boolean blocked() {
        return state == State.BLOCKED;
    }

    public boolean accepted() {
        return accepted;
    }

    // What the hub calls.

    int readEpoch() {
        return readEpoch;
    }

    @Nullable
    EventId endAtRead() {
        return endAtRead;
    }

    /** Takes the hub's frames; false where the connection is full, and it goes its own way from this event on. */
    boolean deliver(Chunk chunk, @Nullable EventId before) {
        if (outlet.full()) {
            cursor = before;
            state = State.BLOCKED;
            return false;
        }
        outlet.write(chunk);
        return true;
    }

    void live() {
        state = State.LIVE;
    }

    /** Waits. Once that is over, what it has read is too old to say that the frames are wrong. */
    void ahead() {
        state = State.AHEAD;
        endAtRead = null;
    }

    /** Goes to the log (again): what it has read is not enough to join the others. */
    void read() {
        readEpoch = hub.epoch();
        endAtRead = hub.end();
        hub.reads(this);
        if (state == State.JOINING) {
            hub.shared().join(cursor, this::onPage, this::remembered);
        } else {
            state = State.READING;
            hub.shared().read(cursor, this::onPage);
        }
    }

    /** Writes what the hub kept for it while it read. */
    void catchUp(List<Frame> frames) {
        if (!frames.isEmpty()) {
            Frame last =
                    frames.getLast(); // before the write: should it end the stream, the hub keeps the frames no longer
            int events = frames.size();
            outlet.write(Chunk.join(frames));
            hub.around().tally().replayed(events);
            advance(last);
        }
    }

    private void onPage(SharedReads.Page page) {
        if (state == State.CLOSED) {
            return;
        }
        switch (page.reading()) {
            case Reading.Events events -> onEvents(events, page);
            case Reading.Broken broken -> onBroken(broken);
            case Reading.Missing missing -> onMissing();
            case Reading.Unreachable unreachable -> onUnreachable();
        }
    }

    private void onEvents(Reading.Events events, SharedReads.Page page) {
        doubt.settled();
        if (page.frames().isEmpty() && events.status().terminal()) {
            if (accepted) {
                end(Ending.FINISHED);
            } else {
                reject(Rejection.NOTHING_FOLLOWS);
            }
            return;
        }
        if (outlet.full() && !page.frames().isEmpty()) {
            block(); // it was not when this was asked for: another execution's events have filled it
            return;
        }
        EventId before = cursor;
        accept();
        if (state != State.CLOSED && !page.frames().isEmpty()) {
            outlet.write(page.chunk());
            hub.around().tally().replayed(page.frames().size());
            advance(page.frames().getLast());
        }
        if (state == State.CLOSED) {
            return;
        }
        if (events.complete()) {
            outlet.caughtUp();
            hub.admit(this);
            if (state == State.LIVE) {
                hub.remember(before, page.frames());
            }
        } else if (outlet.full()) {
            block();
        } else {
            read();
        }
    }

    private void onBroken(Reading.Broken broken) {
        EventId from = cursor;
        if (from != null && Doubt.mayReturn(from, broken) && waited()) {
            return;
        }
        if (!accepted && broken.why() == Break.FOREIGN && !eventSource) {
            reject(Rejection.FOREIGN_CURSOR);
            return;
        }
        boolean told = accepted && broken.why() != Break.TRIMMED;
        snapshot(told ? "rewound" : broken.why().wire());
    }

    private void onMissing() {
        if ((accepted || opening.withCursor()) && waited()) {
            return;
        }
        if (accepted) {
            end(Ending.GONE);
        } else {
            reject(Rejection.UNKNOWN);
        }
    }

    private void onUnreachable() {
        if (accepted) {
            hub.around().after(hub.around().patience().retry(), this::resume);
        } else {
            reject(Rejection.UNAVAILABLE);
        }
    }

    /** Whether there will be another look, later, at what seems lost. */
    private boolean waited() {
        Patience patience = hub.around().patience();
        if (!doubt.again(accepted ? patience.looks() : 1)) {
            return false;
        }
        hub.around().after(accepted ? patience.doubt() : patience.secondLook(), this::resume);
        return true;
    }

    private void resume() {
        switch (state) {
            case JOINING -> start();
            case READING -> read();
            case BLOCKED, AHEAD, LIVE, CLOSED -> {}
        }
    }

    private void snapshot(String reason) {
        hub.reads(this);
        hub.shared().snapshot(reason, answer -> onSnapshot(answer, reason));
    }

    private void onSnapshot(StateReading answer, String reason) {
        if (state == State.CLOSED) {
            return;
        }
        switch (answer) {
            case StateReading.State found -> {
                Frame frame = Frame.of(found.snapshot(), found.json());
                doubt.settled();
                accept();
                if (state != State.CLOSED) {
                    hub.around().tally().snapshot(reason);
                    outlet.write(Chunk.of(frame));
                    advance(frame);
                }
                if (state != State.CLOSED) {
                    begin();
                }
            }
            case StateReading.Missing missing -> onMissing();
            case StateReading.Unreachable unreachable -> onUnreachable();
        }
    }

    private void advance(Frame last) {
        cursor = last.id();
        if (last.terminal()) {
            end(Ending.FINISHED);
        }
    }

    private void accept() {
        if (!accepted) {
            accepted = true;
            state = State.READING;
            hub.around().tally().opened();
            outlet.accept();
        }
    }

    private void block() {
        state = State.BLOCKED;
        hub.readsNoMore(this);
        hub.around().tally().lagged();
    }

    private void reject(Rejection why) {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            outlet.reject(why);
            hub.around().tally().rejected(why);
            hub.leave(this);
        }
    }

    private void close(Ending why) {
        if (state != State.CLOSED) {
            if (state == State.BLOCKED) {
                hub.around().tally().resumed();
            }
            state = State.CLOSED;
            if (accepted) {
                hub.around().tally().closed(why);
            }
            hub.leave(this);
        }
    }
}
