package io.flowcast.systemtests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.harness.Balancer;
import io.flowcast.systemtests.harness.StackExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A browser's EventSource where nobody has to show who they are. */
class ComingBackTest {
    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.stormy();

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    @Test
    void whenItsGatewayDiesItComesBackToAnotherAndMissesNothing() throws Exception {
        try (Balancer balancer = Balancer.tcp(FLOWCAST.stack().gateways())) {
            View view = BROWSER.view();
            view.page().navigate(balancer.url() + "/q/health/live");
            Walk walk = Walk.begin(FLOWCAST, null);
            EventStream stream = EventStream.open(view, walk.stream());

            Crossing.cutOffBy(Service::kill, walk, view, stream);

            FLOWCAST.assertPromisesKept(stream.history(walk.id()));
            assertThat(stream.history(walk.id()).connections()).hasSize(2);
        }
    }

    @Test
    void oneThatComesWhenAllIsOverGetsTheWholeStoryAndIsToldToStop() throws Exception {
        Walk walk = Walk.begin(FLOWCAST, null);
        walk.go(3);
        walk.cancel();
        View view = BROWSER.view();
        view.page().navigate(FLOWCAST.stack().gateway(0).url() + "/q/health/live");

        EventStream stream = EventStream.open(view, walk.stream());

        view.await("told to stop", stream::closed);
        FLOWCAST.assertPromisesKept(stream.history(walk.id()));
        assertThat(stream.history(walk.id()).connections()).hasSize(1);
    }
}
