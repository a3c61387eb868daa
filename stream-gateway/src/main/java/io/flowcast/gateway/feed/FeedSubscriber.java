package io.flowcast.gateway.feed;

import io.flowcast.gateway.feed.ListSource.ListReading;
import io.flowcast.gateway.hub.Chunk;
import io.flowcast.gateway.hub.Ending;
import io.flowcast.gateway.hub.Outlet;
import io.flowcast.gateway.hub.Rejection;
import io.flowcast.gateway.hub.Source;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One client of the feed: from its cursor, or from a list, to the end of what has been read, then with the others. It keeps a
 * cursor, never a backlog. Called on its event loop only.
 */
public final class FeedSubscriber implements Source {
    private enum State {
        /** The feed is not read yet. */
        JOINING,
        /** Waits for the list. */
        LISTING,
        /** Its cursor lies beyond what has been read. */
        AHEAD,
        /** Gets what is read next. */
        LIVE,
        /** Its connection takes no more; goes on with {@link #drained()}. */
        BLOCKED,
        CLOSED
    }

    /** Changes that are written before it is asked whether the connection takes more. */
    private static final int SLICE = 200;

    private final FeedHub hub;
    private final Outlet outlet;
    private final ChangeFilter filter;
    private final FeedOpening opening;
    private final boolean eventSource;
    private final ListSource list;

    private State state = State.JOINING;
    private boolean accepted;
    /** The last entry that it has, or need not have. */
    private @Nullable FeedCursor cursor;
    /** As the last sign of life said it: frames that the filter left out are behind it as well. */
    private @Nullable FeedCursor told;

    /** Tells the present wait from those before it. */
    private int waits;

    FeedSubscriber(
            FeedHub hub,
            Outlet outlet,
            ChangeFilter filter,
            FeedOpening opening,
            boolean eventSource,
            ListSource list) {
        this.hub = hub;
        this.outlet = outlet;
        this.filter = filter;
        this.opening = opening;
        this.eventSource = eventSource;
        this.list = list;
    }

    /** There is a window, maybe: begins, or looks whether it can go on. */
    public void goOn() {
        if (hub.window() == null) {
            return;
        }
        switch (state) {
            case JOINING -> begin();
            case AHEAD, LIVE -> follow(false);
            case LISTING, BLOCKED, CLOSED -> {}
        }
    }

    @Override
    public void drained() {
        if (state == State.BLOCKED) {
            hub.around().tally().resumed();
            state = State.LIVE;
            follow(false);
        }
    }

    @Override
    public void disconnected() {
        close(Ending.CLIENT);
    }

    @Override
    public void end(Ending why) {
        if (state == State.CLOSED) {
            return;
        }
        if (accepted) {
            close(why);
            outlet.end(why);
        } else {
            reject(why == Ending.DRAINING ? Rejection.DRAINING : Rejection.UNAVAILABLE);
        }
    }

    @Override
    public boolean closed() {
        return state == State.CLOSED;
    }

    @Override
    public @Nullable String lastEventId() {
        return cursor == null ? null : cursor.toString();
    }

    @Override
    public Chunk keepalive(Chunk plain) {
        FeedCursor at = cursor;
        if (state != State.LIVE || at == null || at.equals(told)) {
            return plain;
        }
        told = at;
        return Frames.keepalive(at);
    }

    /** It has waited long enough for the feed to be read. */
    public void unavailable() {
        if (state == State.JOINING) {
            reject(Rejection.UNAVAILABLE);
        }
    }

    // What the hub calls.

    ChangeFilter filter() {
        return filter;
    }

    boolean live() {
        return state == State.LIVE;
    }

    /** Takes what has come; or, where the connection is full, goes its own way from here on. */
    void deliver(Optional<Chunk> chunk, FeedCursor end) {
        if (chunk.isPresent()) {
            if (outlet.full()) {
                block();
                return;
            }
            outlet.write(chunk.get());
        }
        cursor = end;
    }

    private void begin() {
        switch (opening) {
            case FeedOpening.Snapshot snapshot -> list("requested");
            case FeedOpening.After after -> {
                cursor = after.cursor();
                follow(false);
            }
            case FeedOpening.Unreadable unreadable -> {
                if (eventSource) {
                    list("unreadable");
                } else {
                    reject(Rejection.UNREADABLE_CURSOR);
                }
            }
        }
    }

    /** @param listed whether a list has just been sent: where that does not help, another is not sent at once */
    private void follow(boolean listed) {
        Window window = hub.window();
        FeedCursor from = cursor;
        if (window == null || from == null) {
            return;
        }
        switch (window.after(from)) {
            case Window.Following.Changes changes -> {
                accept();
                if (state != State.CLOSED && catchUp(changes.changes(), from)) {
                    cursor = window.end();
                    state = State.LIVE;
                    outlet.caughtUp();
                }
            }
            case Window.Following.Ahead ahead -> await(accepted ? "rewound" : "ahead");
            case Window.Following.Trimmed trimmed -> listAgain(listed, "trimmed");
            case Window.Following.Foreign foreign -> listAgain(listed, accepted ? "rewound" : "foreign");
        }
    }

    /** Another replica may have read further than this one, and the list further than this loop: both is soon over. */
    private void await(String reason) {
        if (state == State.AHEAD) {
            return;
        }
        state = State.AHEAD;
        int mine = ++waits;
        hub.around().after(hub.around().patience().secondLook(), () -> {
            if (mine == waits && state == State.AHEAD) {
                list(reason);
            }
        });
    }

    private void listAgain(boolean listed, String reason) {
        if (!listed) {
            list(reason);
            return;
        }
        state = State.LISTING;
        hub.around().after(hub.around().patience().retry(), () -> list(reason));
    }

    private void list(String reason) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.LISTING;
        list.read(answer -> onList(answer, reason));
    }

    private void onList(ListReading answer, String reason) {
        if (state == State.CLOSED) {
            return;
        }
        switch (answer) {
            case ListReading.Listed listed -> {
                accept();
                if (state != State.CLOSED) {
                    hub.around().tally().snapshot(reason);
                    outlet.write(Frames.snapshot(listed.at(), reason, listed.json()));
                    cursor = listed.at();
                    follow(true);
                }
            }
            case ListReading.Unreachable unreachable -> {
                if (accepted) {
                    hub.around().after(hub.around().patience().retry(), () -> list(reason));
                } else {
                    reject(Rejection.UNAVAILABLE);
                }
            }
        }
    }

    /** Whether the connection took all of it. */
    private boolean catchUp(List<Change> changes, FeedCursor from) {
        FeedCursor at = from;
        for (int i = 0; i < changes.size(); i += SLICE) {
            if (outlet.full()) {
                block();
                return false;
            }
            List<Change> slice = changes.subList(i, Math.min(i + SLICE, changes.size()));
            Frames.of(slice, at, filter).ifPresent(outlet::write);
            for (Change change : slice) {
                at = at.advance(change.partition(), change.id());
            }
            cursor = at;
        }
        return state != State.CLOSED;
    }

    private void block() {
        state = State.BLOCKED;
        hub.around().tally().lagged();
    }

    private void accept() {
        if (!accepted) {
            accepted = true;
            hub.around().tally().opened();
            outlet.accept();
        }
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
