package io.flowcast.gateway.hub;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client's stream of several executions: a subscriber in the hub of each, all writing to one connection. What each gets
 * is what it would get alone; here every frame's id becomes the cursor of them all. Between executions there is no order.
 * Called on its event loop only.
 */
public final class MultiStream implements Source {
    /** Who has fallen behind reads the log: so many at once, since all share what the connection takes. */
    private static final int CATCH_UP_AT_ONCE = 4;

    private final Outlet outlet;
    private final VectorCursor cursor;
    private final List<Lane> lanes = new ArrayList<>();
    /** Those of which nothing is known yet, or of which more may come. */
    private int open;

    private int lastResumed;
    private boolean accepted;
    private boolean synced;
    private boolean over;

    /**
     * Has a lane for each of the cursor's executions.
     *
     * @param cursor where the client is; moved on from here
     */
    public MultiStream(Outlet outlet, VectorCursor cursor) {
        this.outlet = outlet;
        this.cursor = cursor;
        for (int i = 0; i < cursor.size(); i++) {
            lanes.add(new Lane(i));
        }
        this.open = lanes.size();
    }

    /** Joins the hub of the execution at this place. */
    public Subscriber join(int index, Hub hub, Opening opening) {
        Lane lane = lanes.get(index);
        lane.id = hub.id().toString();
        Subscriber subscriber = hub.join(lane, opening, true);
        lane.subscriber = subscriber;
        return subscriber;
    }

    @Override
    public void drained() {
        resume();
    }

    @Override
    public void disconnected() {
        if (!over) {
            over = true;
            subscribers().forEach(Subscriber::disconnected);
        }
    }

    @Override
    public void end(Ending why) {
        if (!over) {
            over = true;
            subscribers().forEach(subscriber -> subscriber.end(why));
            if (accepted) {
                outlet.end(why);
            } else {
                outlet.reject(why == Ending.DRAINING ? Rejection.DRAINING : Rejection.UNAVAILABLE);
            }
        }
    }

    @Override
    public boolean closed() {
        return over;
    }

    @Override
    public String lastEventId() {
        return cursor.toString();
    }

    private List<Subscriber> subscribers() {
        List<Subscriber> all = new ArrayList<>();
        for (Lane lane : lanes) {
            if (lane.subscriber != null) {
                all.add(lane.subscriber);
            }
        }
        return all;
    }

    /** The connection takes bytes: some of those that had to wait go on. */
    private void resume() {
        int reading = 0;
        for (Lane lane : lanes) {
            lane.resumed = lane.resumed && !lane.blocked();
            reading += lane.resumed ? 1 : 0;
        }
        for (int i = 0; i < lanes.size() && reading < CATCH_UP_AT_ONCE && !outlet.full() && !over; i++) {
            lastResumed = (lastResumed + 1) % lanes.size();
            Lane lane = lanes.get(lastResumed);
            Subscriber subscriber = lane.subscriber;
            if (subscriber != null && subscriber.blocked()) {
                lane.resumed = true;
                reading++;
                subscriber.drained();
            }
        }
    }

    private void accept() {
        if (!accepted) {
            accepted = true;
            outlet.accept();
            for (Lane lane : lanes) {
                if (lane.rejected == Rejection.UNKNOWN) {
                    notice(lane, "unknown");
                }
            }
        }
    }

    /** Nothing more will come of this execution, and no event says so. */
    private void notice(Lane lane, String reason) {
        if (accepted && !over) {
            outlet.write(Chunk.of(Frame.closed(lane.id, reason)));
        }
    }

    private void settle() {
        if (over) {
            return;
        }
        if (open > 0) {
            sync();
            resume();
            return;
        }
        over = true;
        if (accepted) {
            outlet.end(Ending.FINISHED);
        } else {
            boolean ended = lanes.stream().anyMatch(lane -> lane.rejected == Rejection.NOTHING_FOLLOWS);
            outlet.reject(ended ? Rejection.NOTHING_FOLLOWS : Rejection.UNKNOWN);
        }
    }

    private void sync() {
        if (!synced && accepted && lanes.stream().allMatch(lane -> lane.caughtUp || lane.over)) {
            synced = true;
            outlet.caughtUp();
        }
    }

    /** One of the executions, as its subscriber sees the connection. */
    private final class Lane implements Outlet {
        private final int index;
        private String id = "";
        private @Nullable Subscriber subscriber;
        private @Nullable Rejection rejected;
        private boolean caughtUp;
        /** It was blocked, and reads the log again. */
        private boolean resumed;

        private boolean over;

        private Lane(int index) {
            this.index = index;
        }

        private boolean blocked() {
            return subscriber != null && subscriber.blocked();
        }

        @Override
        public void accept() {
            if (!MultiStream.this.over) {
                MultiStream.this.accept();
            }
        }

        @Override
        public void reject(Rejection why) {
            rejected = why;
            close();
            if (why == Rejection.UNAVAILABLE) {
                MultiStream.this.end(Ending.UNAVAILABLE);
            } else if (why == Rejection.DRAINING) {
                MultiStream.this.end(Ending.DRAINING);
            } else {
                if (why == Rejection.UNKNOWN) {
                    notice(this, "unknown");
                }
                settle();
            }
        }

        @Override
        public boolean full() {
            return outlet.full();
        }

        @Override
        public void write(Chunk chunk) {
            if (!MultiStream.this.over) {
                outlet.write(Chunk.of(renamed(chunk.frames())));
            }
        }

        @Override
        public void caughtUp() {
            caughtUp = true;
            resumed = false;
            settle();
        }

        @Override
        public void end(Ending why) {
            close();
            switch (why) {
                case FINISHED -> settle();
                case GONE -> {
                    notice(this, "gone");
                    settle();
                }
                default -> MultiStream.this.end(why);
            }
        }

        private void close() {
            if (!over) {
                over = true;
                resumed = false;
                open--;
            }
        }

        /** The same frames with the cursor of all executions as their id. */
        private byte[] renamed(List<Frame> frames) {
            int others = cursor.lengthWithout(index);
            int length = others * frames.size();
            for (Frame frame : frames) {
                length += frame.bytes().length;
            }
            byte[] joined = new byte[length];
            int at = 0;
            for (Frame frame : frames) {
                cursor.advance(index, frame.id());
                at = frame.putUnder(cursor, joined, at);
            }
            return joined;
        }
    }
}
