package io.flowcast.systemtests.pages;

import com.microsoft.playwright.Page;
import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.browser.BrowserExtension;
import io.flowcast.systemtests.browser.View;
import io.flowcast.systemtests.browser.Walk;
import io.flowcast.systemtests.harness.Balancer;
import io.flowcast.systemtests.harness.StackExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is under a page dies, and the page says so, and catches up. */
class CutOffTest {
    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.stormy();

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    @Test
    void whereItsGatewayDiesThePageGoesOnOverAnother() throws Exception {
        try (Balancer balancer = Balancer.tcp(FLOWCAST.stack().gateways())) {
            Walk walk = Walk.beginShort(FLOWCAST);
            View view = BROWSER.view();
            RunPage run = RunPage.open(view, balancer.url(), walk.id());
            walk.go(2);
            run.assertNode("n2", "completed");

            Service gateway = walk.gatewayInUse(view);
            gateway.kill();
            walk.go(2);

            run.assertNode("n4", "completed");
            run.assertFreshness("live");
            gateway.restart();
            walk.cancel();
            run.assertStatus("cancelled");
        }
    }

    /** It says goodbye first, with {@code stream.reconnect}. */
    @Test
    void whereItsGatewayIsReplacedThePageGoesOnOverAnother() throws Exception {
        try (Balancer balancer = Balancer.tcp(FLOWCAST.stack().gateways())) {
            Walk walk = Walk.beginShort(FLOWCAST);
            View view = BROWSER.view();
            RunPage run = RunPage.open(view, balancer.url(), walk.id());
            walk.go(1);
            run.assertNode("n1", "completed");

            Service gateway = walk.gatewayInUse(view);
            gateway.restart();
            walk.go(3);

            run.assertNode("n4", "completed");
            run.assertFreshness("live");
            walk.cancel();
            run.assertStatus("cancelled");
        }
    }

    @Test
    void whereRedisDiesAndIsBackThePageGoesOn() throws Exception {
        Walk walk = Walk.beginShort(FLOWCAST);
        View view = BROWSER.view();
        RunPage run = RunPage.open(view, FLOWCAST.stack().gateway(0).url(), walk.id());
        walk.go(1);
        run.assertNode("n1", "completed");

        FLOWCAST.servers().crash();
        FLOWCAST.stack().gateways().forEach(gateway -> view.await("ready", gateway::isReady));
        walk.go(2);

        run.assertNode("n3", "completed");
        walk.cancel();
        run.assertStatus("cancelled");
    }

    @Test
    void twoTabsOfABrowserShareOneConnection() throws Exception {
        Walk walk = Walk.beginShort(FLOWCAST);
        Walk another = Walk.beginShort(FLOWCAST);
        View view = BROWSER.view();
        RunPage first = RunPage.open(view, FLOWCAST.stack().gateway(0).url(), walk.id());
        Page tab = view.context().newPage();
        tab.navigate(FLOWCAST.stack().gateway(0).url() + "/executions/" + another.id());
        RunPage second = RunPage.of(tab);
        walk.go(1);
        another.go(2);

        first.assertNode("n1", "completed");
        second.assertNode("n2", "completed");
        view.await("one connection for both", () -> connections() == 1);
        tab.close();
        walk.go(1);
        first.assertNode("n2", "completed");
        walk.cancel();
        another.cancel();
        first.assertStatus("cancelled");
        view.await("none when all is over", () -> connections() == 0);
    }

    private static long connections() throws Exception {
        return FLOWCAST.api(0)
                .get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("flowcast_stream_connections "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(0);
    }
}
