package io.flowcast.gateway.hub;

import io.flowcast.gateway.hub.JoinModel.Event;
import io.flowcast.gateway.hub.JoinModel.Scene;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What came of a walk through all orders of a scene. Depth first; where it has to go back, it goes there again from the
 * beginning. From each state that it has not been in before, it also lets everything come to rest.
 */
final class Exploration {
    private final Scene scene;
    private final Set<String> states = new HashSet<>();
    private int transitions;
    private int deepest;
    private @Nullable String violation;

    private Exploration(Scene scene) {
        this.scene = scene;
    }

    static Exploration of(Scene scene) {
        Exploration exploration = new Exploration(scene);
        exploration.visit(new JoinModel(scene), new ArrayList<>());
        return exploration;
    }

    /** The first that was found, with the moves that led to it; null where there is none. */
    @Nullable
    String violation() {
        return violation;
    }

    int states() {
        return states.size();
    }

    private void visit(JoinModel model, List<Event> path) {
        if (violation != null || !states.add(Fingerprint.of(model.stage, model.rest()))) {
            return;
        }
        deepest = Math.max(deepest, path.size());
        List<Event> moves = model.possible();
        JoinModel here = model;
        for (Event move : moves) {
            JoinModel next = here == null ? again(path) : here;
            here = null;
            path.add(move);
            transitions++;
            if (attempt(path, () -> next.move(move))) {
                visit(next, path);
            }
            path.removeLast();
        }
        JoinModel last = again(path);
        attempt(path, () -> {
            last.settle();
            last.checkComplete();
        });
    }

    private JoinModel again(List<Event> path) {
        JoinModel model = new JoinModel(scene);
        path.forEach(model::move);
        return model;
    }

    private boolean attempt(List<Event> path, Runnable move) {
        try {
            move.run();
            return true;
        } catch (RuntimeException e) {
            if (violation == null) {
                violation = e + " after " + path;
            }
            return false;
        }
    }

    @Override
    public String toString() {
        return scene.name() + ": " + states.size() + " states, " + transitions + " transitions, at most " + deepest
                + " moves" + (violation == null ? "" : "; " + violation);
    }
}
