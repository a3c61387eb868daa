package io.flowcast.systemtests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.stack.service.Service;
import java.util.function.Consumer;

/** What every EventSource has to come through: its connection breaks while things happen, and it hears of all of them. */
final class Crossing {
    private static final int STEPS = 5;

    private Crossing() {}

    /** Five steps that it sees, its gateway's misfortune, five steps meanwhile, five more; then the end, after which it stays away. */
    static void cutOffBy(Consumer<Service> misfortune, Walk walk, View view, EventStream stream) throws Exception {
        walk.go(STEPS);
        awaitSteps(walk, view, stream);

        misfortune.accept(walk.gatewayInUse(view));
        walk.go(STEPS);
        awaitSteps(walk, view, stream);
        assertThat(stream.failures()).as("cut off").isPositive();
        walk.go(STEPS);
        awaitSteps(walk, view, stream);

        walk.cancel();
        view.await("told to stop by 204", stream::closed);
        assertThat(stream.types()).contains("workflow.cancelled");
    }

    static void awaitSteps(Walk walk, View view, EventStream stream) {
        view.await(
                walk.steps() + " steps",
                () -> stream.types().stream().filter("node.completed"::equals).count() == walk.steps());
    }
}
