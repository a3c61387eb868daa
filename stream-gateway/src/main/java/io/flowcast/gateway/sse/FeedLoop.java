package io.flowcast.gateway.sse;

import io.flowcast.gateway.feed.ChangeFilter;
import io.flowcast.gateway.feed.FeedHub;
import io.flowcast.gateway.feed.FeedSubscriber;
import io.flowcast.gateway.feed.FeedSurroundings;
import io.flowcast.gateway.feed.ListSource;
import io.flowcast.gateway.feed.RedisFeed;
import io.flowcast.gateway.feed.Window;
import io.flowcast.gateway.hub.Ending;
import io.flowcast.gateway.hub.Patience;
import io.flowcast.gateway.hub.Tally;
import io.flowcast.gateway.read.ExecutionLists;
import io.flowcast.gateway.read.ExecutionQuery;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The feed of lists on one event loop: its hub, and its place at the reader. Of that loop. */
final class FeedLoop implements FeedSurroundings {
    /** So long it goes on reading when the last has gone, for the next page that is loaded. */
    private static final Duration LINGER = Duration.ofSeconds(30);

    private final StreamLoop loop;
    private final RedisFeed feed;
    private final ExecutionLists lists;
    private final FeedHub hub = new FeedHub(this);
    /** Null while nobody follows. */
    private @Nullable Consumer<Window> watcher;
    /** Tells the present wait for somebody from those before it. */
    private int lingers;

    FeedLoop(StreamLoop loop, RedisFeed feed, ExecutionLists lists) {
        this.loop = loop;
        this.feed = feed;
        this.lists = lists;
    }

    void join(
            StreamRequest.Wanted.Changes wanted,
            StreamRequest request,
            Connection connection,
            RoutingContext exchange) {
        ExecutionQuery query = wanted.query();
        ChangeFilter filter = new ChangeFilter(query.owner(), query.status(), query.workflowId());
        lingers++;
        watch();
        FeedSubscriber subscriber = hub.join(connection, filter, wanted.opening(), request.eventSource(), list(query));
        connection.bind(subscriber, exchange);
        subscriber.goOn();
        after(loop.config().joinTimeout(), subscriber::unavailable);
    }

    void endAll(Ending why) {
        hub.endAll(why);
    }

    private ListSource list(ExecutionQuery query) {
        return answer -> lists.listed(query, feed::end).onSuccess(read -> loop.execute(() -> answer.accept(read)));
    }

    private void watch() {
        if (watcher != null) {
            return;
        }
        Consumer<Window> mine = new Consumer<>() {
            @Override
            public void accept(Window window) {
                loop.execute(() -> {
                    if (watcher == this) {
                        hub.accept(window);
                    }
                });
            }
        };
        watcher = mine;
        feed.watch(mine);
    }

    @Override
    public void feedDeserted() {
        int mine = ++lingers;
        after(LINGER, () -> {
            Consumer<Window> present = watcher;
            if (mine == lingers && hub.deserted() && present != null) {
                watcher = null;
                hub.stop();
                feed.unwatch(present);
            }
        });
    }

    @Override
    public void after(Duration delay, Runnable work) {
        loop.after(delay, work);
    }

    @Override
    public Tally tally() {
        return loop.tally();
    }

    @Override
    public Patience patience() {
        return loop.patience();
    }
}
