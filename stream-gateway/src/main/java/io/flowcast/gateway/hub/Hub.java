package io.flowcast.gateway.hub;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import io.flowcast.gateway.log.Break;
import io.flowcast.gateway.log.LogSource.StateReading;
import io.flowcast.gateway.log.Reading;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All who watch one execution on one event loop. The live ones share one cursor and get each batch of frames in one write
 * a connection. A frame that does not follow without doubt is held until the log has said what belongs before it: what
 * Redis publishes wakes, the log decides. Called on its event loop only.
 */
public final class Hub {
    private static final int KEPT = 1_024;
    private static final int KEPT_BYTES = 1 << 20;
    private static final int HELD = 1_024;
    /** For how many looks at the log's end a read spares those who come after it the same read. */
    private static final int REMEMBERED = 2;

    private final ExecutionId id;
    private final Surroundings around;
    private final SharedReads shared;

    /** All of them, whatever their state. */
    private final Set<Subscriber> subscribers = new LinkedHashSet<>();
    /** Those who get the frames, each at its {@code place}. */
    private final List<Subscriber> live = new ArrayList<>();
    /** Those who read the log and will want the frames that come meanwhile. */
    private final Set<Subscriber> readers = new HashSet<>();
    /** Of the readers, those who wait for the frames to come as far as they have read. */
    private final List<Subscriber> ahead = new ArrayList<>();

    private final Ring ring = new Ring(KEPT, KEPT_BYTES);
    private final List<Frame> pending = new ArrayList<>();
    /** The last event that the live ones have been sent. */
    private @Nullable EventId written;
    /** Counts how often frames were dropped on their way: a read that was sent before is not enough. */
    private int epoch;

    /** How many looks at the log's end what a read brought stays in the ring; 0 where none is there. */
    private int remembered;
    /** The last that was made of it, and after which event. */
    private @Nullable Chunk recalled;

    private @Nullable EventId recalledAfter;

    private boolean looking;
    /** Tells the present look, or the timer of its next, from those before it. */
    private int look;

    private boolean lookAgain;
    private final ArrayDeque<Frame> held = new ArrayDeque<>();
    private final Doubt doubt = new Doubt();
    private Optional<EventId> quietAt = Optional.empty();

    public Hub(ExecutionId id, Surroundings around) {
        this.id = id;
        this.around = around;
        this.shared = new SharedReads(id, around.log());
    }

    public ExecutionId id() {
        return id;
    }

    /** Registers a client; its stream begins with {@link Subscriber#start()}. */
    public Subscriber join(Outlet outlet, Opening opening, boolean eventSource) {
        Subscriber subscriber = new Subscriber(this, outlet, opening, eventSource);
        subscribers.add(subscriber);
        readers.add(subscriber);
        return subscriber;
    }

    /** A frame was published. */
    public void accept(Frame frame) {
        if (looking) {
            hold(frame);
            return;
        }
        EventId end = ring.end();
        if (end != null && frame.follows(end)) {
            append(frame);
        } else if (end != null
                && frame.id().fence() == end.fence()
                && frame.id().seq() <= end.seq()) {
            return; // known
        } else if (live.isEmpty()) {
            ring.restart(null);
            append(frame);
        } else {
            hold(frame);
            boolean hole = end != null && frame.id().fence() == end.fence();
            look(hole ? Cause.HOLE : Cause.FENCE);
        }
    }

    /** Looks into the log for what may have been missed. */
    public void look(Cause cause) {
        if (live.isEmpty()) {
            lookNoMore();
            return;
        }
        around.tally().looked(cause);
        if (looking && cause != Cause.REBUILT) {
            lookAgain = true;
            return;
        }
        looking = true;
        lookOn();
    }

    /** Frames were dropped on their way, and nobody may notice: whoever has read the log before this reads it again. */
    public void missed(Cause cause) {
        epoch++;
        forget();
        look(cause);
    }

    /** Where the live ones are, if nothing has come since this was last asked: then somebody should look at the log's end. */
    public Optional<EventId> quiet() {
        Optional<EventId> end = Optional.ofNullable(ring.end());
        boolean still = !looking && !live.isEmpty() && end.equals(quietAt);
        if (remembered > 0 && --remembered == 0) {
            forget();
        }
        quietAt = end;
        return still ? end : Optional.empty();
    }

    /**
     * Where the log ends.
     *
     * @param asked what {@link #quiet()} gave: if frames have come since, this says nothing
     * @param tail null where there is no such execution any more
     */
    public void tail(EventId asked, @Nullable EventId tail) {
        if (looking || !asked.equals(ring.end())) {
            return;
        }
        if (!asked.equals(tail)) {
            look(Cause.TAIL);
        } else if (!ahead.isEmpty()) {
            // They wait for what the log does not have any more.
            List<Subscriber> waiting = List.copyOf(ahead);
            ahead.clear();
            waiting.forEach(Subscriber::read);
        }
    }

    /** Writes what has gathered in this turn of the loop: one write a connection. */
    public void flush() {
        write();
        settle();
    }

    /** Ends every stream. */
    public void endAll(Ending why) {
        for (Subscriber subscriber : List.copyOf(subscribers)) {
            subscriber.end(why);
        }
    }

    public List<Subscriber> subscribers() {
        return List.copyOf(subscribers);
    }

    public boolean deserted() {
        return subscribers.isEmpty();
    }

    // What its subscribers call.

    Surroundings around() {
        return around;
    }

    SharedReads shared() {
        return shared;
    }

    int epoch() {
        return epoch;
    }

    @Nullable
    EventId end() {
        return ring.end();
    }

    @Nullable
    EventId written() {
        return written;
    }

    /** Keeps the frames from now on, until it is admitted. */
    void reads(Subscriber subscriber) {
        readers.add(subscriber);
    }

    void readsNoMore(Subscriber subscriber) {
        readers.remove(subscriber);
        trim();
    }

    /**
     * One has read the log to its end, and is live now.
     *
     * @param before what it read from; null for the beginning
     */
    void remember(@Nullable EventId before, List<Frame> read) {
        if (looking || live.isEmpty()) {
            return;
        }
        ring.learn(before, read);
        remembered = REMEMBERED;
    }

    private void forget() {
        remembered = 0;
        recalled = null;
        trim();
    }

    /**
     * All that follows this event, from what was read lately and has come since; the live ones vouch for it as they do for
     * themselves. Empty where the log has to be asked.
     */
    Optional<Chunk> recall(@Nullable EventId after) {
        write();
        if (remembered == 0 || looking || live.isEmpty()) {
            return Optional.empty();
        }
        Chunk last = recalled;
        if (last != null && Objects.equals(after, recalledAfter)) {
            return Optional.of(last);
        }
        Optional<Chunk> made = ring.from(after).map(Chunk::join);
        recalled = made.orElse(null);
        recalledAfter = after;
        return made;
    }

    /** Takes in one who has got what was recalled. */
    void welcome(Subscriber subscriber) {
        goLive(subscriber);
    }

    private void trim() {
        if (readers.isEmpty() && remembered == 0) {
            ring.trim();
        }
    }

    /** Takes in one who has read to the end of the log; or sends it back to the log, or lets it wait. */
    void admit(Subscriber subscriber) {
        write();
        if (subscriber.closed()) {
            return;
        }
        EventId cursor = subscriber.cursor();
        if (cursor == null || subscriber.readEpoch() != epoch) {
            subscriber.read();
            return;
        }
        EventId end = ring.end();
        Optional<List<Frame>> missed = ring.after(cursor);
        if (looking) {
            wait(subscriber);
        } else if (missed.isPresent()) {
            subscriber.catchUp(missed.get());
            goLive(subscriber);
        } else if (end == null || (live.isEmpty() && newer(cursor, subscriber, end))) {
            ring.restart(cursor);
            goLive(subscriber);
        } else if (cursor.seq() > end.seq()) {
            wait(subscriber);
        } else if (end.equals(subscriber.endAtRead())) {
            wait(subscriber);
            look(Cause.CONFLICT);
        } else {
            subscriber.read();
        }
    }

    void leave(Subscriber subscriber) {
        remove(subscriber);
        ahead.remove(subscriber);
        readsNoMore(subscriber);
        subscribers.remove(subscriber);
        if (subscribers.isEmpty()) {
            around.deserted(this);
        } else if (live.isEmpty()) {
            settle();
        }
    }

    private static boolean newer(EventId cursor, Subscriber subscriber, EventId end) {
        return cursor.seq() > end.seq() || end.equals(subscriber.endAtRead());
    }

    private void wait(Subscriber subscriber) {
        subscriber.ahead();
        ahead.add(subscriber);
    }

    private void goLive(Subscriber subscriber) {
        if (subscriber.closed()) {
            return;
        }
        written = ring.end();
        subscriber.live();
        subscriber.place = live.size();
        live.add(subscriber);
        readsNoMore(subscriber);
    }

    /** Takes it out of the live ones; the last takes its place. */
    private void remove(Subscriber subscriber) {
        if (subscriber.place < 0) {
            return;
        }
        Subscriber last = live.removeLast();
        if (subscriber.place < live.size()) {
            live.set(subscriber.place, last);
            last.place = subscriber.place;
        }
        subscriber.place = -1;
    }

    private void append(Frame frame) {
        ring.add(frame, !readers.isEmpty() || remembered > 0);
        recalled = null;
        if (remembered > 0 && !ring.small()) {
            forget();
        }
        if (!live.isEmpty()) {
            pending.add(frame);
        }
        around.dirty(this);
    }

    private void write() {
        if (pending.isEmpty()) {
            return;
        }
        boolean finished = pending.getLast().terminal();
        Chunk chunk = Chunk.join(pending);
        pending.clear();
        writeAll(chunk);
        if (finished) {
            endLive();
        }
    }

    private void writeAll(Chunk chunk) {
        EventId before = written;
        written = ring.end();
        int reached = 0;
        for (int i = live.size() - 1; i >= 0; i--) {
            Subscriber subscriber = live.get(i);
            if (subscriber.deliver(chunk, before)) {
                reached++;
            } else {
                remove(subscriber);
                around.tally().lagged();
            }
        }
        if (reached > 0) {
            List<Frame> frames = chunk.frames();
            around.tally()
                    .delivered(
                            reached,
                            frames.size(),
                            chunk.length(),
                            frames.getFirst().timestamp());
        }
    }

    private void endLive() {
        for (Subscriber subscriber : List.copyOf(live)) {
            subscriber.end(Ending.FINISHED);
        }
    }

    private void settle() {
        if (!ahead.isEmpty() && !looking) {
            List<Subscriber> waiting = List.copyOf(ahead);
            ahead.clear();
            waiting.forEach(this::admit);
        }
    }

    private void hold(Frame frame) {
        if (held.size() == HELD) {
            held.clear();
            lookAgain = true;
        }
        held.add(frame);
    }

    // The look into the log: the live ones, caught up together.

    private void lookOn() {
        int mine = ++look;
        EventId from = ring.end();
        int judged = held.size();
        write();
        shared.read(from, page -> {
            if (mine == look) {
                onPage(page, from, judged);
            }
        });
    }

    private void lookLater(Duration delay) {
        int mine = ++look;
        around.after(delay, () -> {
            if (mine == look && looking) {
                lookOn();
            }
        });
    }

    /** @param judged how many frames were held when this was asked for */
    private void onPage(SharedReads.Page page, @Nullable EventId from, int judged) {
        if (live.isEmpty() || from == null) {
            lookNoMore();
            return;
        }
        Patience patience = around.patience();
        switch (page.reading()) {
            case Reading.Events events -> {
                doubt.settled();
                if (!page.frames().isEmpty()) {
                    around.tally().healed(page.frames().size());
                    page.frames().forEach(this::append);
                    write();
                }
                if (events.complete()) {
                    lookDone(judged);
                } else {
                    lookOn();
                }
            }
            case Reading.Broken broken -> {
                if (Doubt.mayReturn(from, broken) && doubt.again(patience.looks())) {
                    lookLater(patience.doubt());
                } else {
                    replace(broken.why() == Break.TRIMMED ? "trimmed" : "rewound");
                }
            }
            case Reading.Missing missing -> onMissing();
            case Reading.Unreachable unreachable -> lookLater(patience.retry());
        }
    }

    private void onMissing() {
        if (doubt.again(around.patience().looks())) {
            lookLater(around.patience().doubt());
        } else {
            endAll(Ending.GONE);
        }
    }

    /** The live ones' history is not the log's: all get the state instead, and what follows it. */
    private void replace(String reason) {
        int mine = ++look;
        shared.snapshot(reason, answer -> {
            if (mine != look) {
                return;
            }
            switch (answer) {
                case StateReading.State found -> {
                    doubt.settled();
                    write();
                    around.tally().snapshot(reason);
                    Frame frame = Frame.of(found.snapshot(), found.json());
                    EventId before = ring.end();
                    ring.restart(frame.id());
                    written = before;
                    writeAll(Chunk.of(frame));
                    if (frame.terminal()) {
                        endLive();
                    }
                    lookOn();
                }
                case StateReading.Missing missing -> onMissing();
                case StateReading.Unreachable unreachable ->
                    lookLater(around.patience().retry());
            }
        });
    }

    /** What had been published when the log was asked is in it by then, or is lost: only what came since is left to look at. */
    private void lookDone(int judged) {
        looking = false;
        List<Frame> waiting = held.stream().skip(judged).toList();
        held.clear();
        if (lookAgain) {
            lookAgain = false;
            looking = true;
            held.addAll(waiting);
            lookOn();
            return;
        }
        waiting.forEach(this::accept);
        flush();
    }

    /** Nobody is left whom it would serve; but who reads the log still wants the frames that came meanwhile. */
    private void lookNoMore() {
        look++;
        looking = false;
        lookAgain = false;
        pending.clear();
        List<Frame> waiting = List.copyOf(held);
        held.clear();
        waiting.forEach(this::accept);
        settle();
    }
}
