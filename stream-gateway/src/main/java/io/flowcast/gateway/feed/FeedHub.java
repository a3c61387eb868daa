package io.flowcast.gateway.feed;

import io.flowcast.gateway.hub.Chunk;
import io.flowcast.gateway.hub.Ending;
import io.flowcast.gateway.hub.Outlet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All who follow the feed on one event loop. The live ones share a cursor, the end of the window; who wants the same of it
 * gets the same bytes. Called on its event loop only.
 */
public final class FeedHub {
    private final FeedSurroundings around;
    private final Set<FeedSubscriber> subscribers = new LinkedHashSet<>();
    private @Nullable Window window;

    public FeedHub(FeedSurroundings around) {
        this.around = around;
    }

    /** Registers a client; its stream begins at once, or with the first window. */
    public FeedSubscriber join(
            Outlet outlet, ChangeFilter filter, FeedOpening opening, boolean eventSource, ListSource list) {
        FeedSubscriber subscriber = new FeedSubscriber(this, outlet, filter, opening, eventSource, list);
        subscribers.add(subscriber);
        return subscriber;
    }

    /** The feed has been read on, or anew. */
    public void accept(Window fresh) {
        Window before = window;
        window = fresh;
        Map<ChangeFilter, Optional<Chunk>> chunks = new HashMap<>();
        Window.Following following = before == null ? null : fresh.after(before.end());
        for (FeedSubscriber subscriber : List.copyOf(subscribers)) {
            if (subscriber.live() && before != null && following instanceof Window.Following.Changes changes) {
                Optional<Chunk> chunk = chunks.computeIfAbsent(
                        subscriber.filter(), filter -> Frames.of(changes.changes(), before.end(), filter));
                subscriber.deliver(chunk, fresh.end());
            } else {
                subscriber.goOn();
            }
        }
    }

    /** The feed is not read any more, since nobody followed it: what comes is a new beginning. */
    public void stop() {
        window = null;
    }

    public void endAll(Ending why) {
        List.copyOf(subscribers).forEach(subscriber -> subscriber.end(why));
    }

    public boolean deserted() {
        return subscribers.isEmpty();
    }

    @Nullable
    Window window() {
        return window;
    }

    FeedSurroundings around() {
        return around;
    }

    void leave(FeedSubscriber subscriber) {
        if (subscribers.remove(subscriber) && subscribers.isEmpty()) {
            around.feedDeserted();
        }
    }
}
