package io.flowcast.gateway.bus;

import io.flowcast.gateway.hub.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which channel has which watchers, and whether its subscription stands. The first watcher subscribes, the last one to go
 * unsubscribes; over a broken connection they are all kept and subscribed anew. Of the bus' thread alone.
 */
final class Watches {

    private static final class Watch {
        private final List<Watcher> watchers = new ArrayList<>();
        /** SUBSCRIBEs on the present line that are not acknowledged: the subscription stands when there is none. */
        private int outstanding;

        private boolean subscribed;
        /** Who has been told that it stands. */
        private final List<Watcher> told = new ArrayList<>();
    }

    private final Map<String, Watch> watches = new HashMap<>();
    private @Nullable Line line;

    void watch(String channel, Watcher watcher) {
        Watch watch = watches.computeIfAbsent(channel, fresh -> new Watch());
        watch.watchers.add(watcher);
        if (watch.subscribed) {
            watch.told.add(watcher);
            watcher.ready();
        } else if (watch.watchers.size() == 1) {
            subscribe(channel, watch);
        }
    }

    void unwatch(String channel, Watcher watcher) {
        Watch watch = watches.get(channel);
        if (watch == null || !watch.watchers.remove(watcher)) {
            return;
        }
        watch.told.remove(watcher);
        if (watch.watchers.isEmpty()) {
            watch.subscribed = false;
            Line present = line;
            if (present != null) {
                present.unsubscribe(channel);
            }
            forgetIfIdle(channel, watch);
        }
    }

    /** There is a connection, with no subscription on it yet: gets them all. */
    void connected(Line fresh) {
        line = fresh;
        for (Watch watch : watches.values()) {
            watch.outstanding = 1;
        }
        if (!watches.isEmpty()) {
            fresh.subscribe(List.copyOf(watches.keySet()));
        }
    }

    void disconnected() {
        line = null;
        watches.values().removeIf(watch -> watch.watchers.isEmpty());
        for (Watch watch : watches.values()) {
            watch.subscribed = false;
            watch.outstanding = 0;
        }
    }

    /** The present line's oldest SUBSCRIBE of this channel took effect. */
    void acknowledged(String channel) {
        Watch watch = watches.get(channel);
        if (watch == null || --watch.outstanding > 0) {
            return;
        }
        if (watch.watchers.isEmpty()) {
            forgetIfIdle(channel, watch);
            return;
        }
        watch.subscribed = true;
        for (Watcher watcher : List.copyOf(watch.watchers)) {
            if (watch.told.contains(watcher)) {
                watcher.rebuilt();
            } else {
                watch.told.add(watcher);
                watcher.ready();
            }
        }
    }

    void message(String channel, Frame frame) {
        Watch watch = watches.get(channel);
        if (watch != null) {
            for (int i = 0; i < watch.watchers.size(); i++) {
                watch.watchers.get(i).frame(frame);
            }
        }
    }

    boolean watched(String channel) {
        return watches.containsKey(channel);
    }

    /** How many channels are watched. */
    int size() {
        return watches.size();
    }

    private void subscribe(String channel, Watch watch) {
        Line present = line;
        if (present != null) {
            watch.outstanding++;
            present.subscribe(List.of(channel));
        }
    }

    private void forgetIfIdle(String channel, Watch watch) {
        if (watch.watchers.isEmpty() && watch.outstanding == 0) {
            watches.remove(channel);
        }
    }
}
