package io.flowcast.systemtests.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.flowcast.systemtests.browser.BrowserExtension;
import io.flowcast.systemtests.browser.View;
import io.flowcast.systemtests.browser.Walk;
import io.flowcast.systemtests.harness.StackExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tabs share one connection by whatever their browser has for it, and each has its own where there is nothing. The shared worker, which
 * nearly all have, is tested in {@link CutOffTest}. */
class SharingTest {
    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    @Test
    void withoutSharedWorkersOneTabLeadsAndAnotherTakesOverWhenItIsClosed() throws Exception {
        Walk walk = Walk.beginShort(FLOWCAST);
        Walk another = Walk.beginShort(FLOWCAST);
        View view = BROWSER.view();
        view.without("SharedWorker");
        RunPage first = RunPage.open(view, gateway(), walk.id());
        first.assertFreshness("live");
        RunPage second = tab(view, gateway(), another.id());
        RunPage third = tab(view, gateway(), walk.id());
        walk.go(1);
        another.go(2);
        first.assertNode("n1", "completed");
        second.assertNode("n2", "completed");
        third.assertNode("n1", "completed");
        view.await("one connection for all", () -> connections(0) == 1);

        first.page().close();
        walk.go(1);
        another.go(1);
        second.assertNode("n3", "completed");
        third.assertNode("n2", "completed");
        second.assertFreshness("live");
        third.assertFreshness("live");
        view.await("one connection for those that are left", () -> connections(0) == 1);
        walk.cancel();
        another.cancel();
        second.assertStatus("cancelled");
        third.assertStatus("cancelled");
        view.await("none when all is over", () -> connections(0) == 0);
        assertThat(view.errors()).isEmpty();
    }

    @Test
    void whereTabsCannotAgreeEachHasItsOwn() throws Exception {
        Walk walk = Walk.beginShort(FLOWCAST);
        View view = BROWSER.view();
        view.without("SharedWorker", "BroadcastChannel");
        RunPage first = RunPage.open(view, gateway(), walk.id());
        RunPage second = tab(view, gateway(), walk.id());
        walk.go(1);
        first.assertNode("n1", "completed");
        second.assertNode("n1", "completed");
        view.await("a connection for each", () -> connections(0) == 2);
        walk.cancel();
        first.assertStatus("cancelled");
        second.assertStatus("cancelled");
        assertThat(view.errors()).isEmpty();
    }

    @Test
    void overPlainHttpFromAnotherMachineTabsShareOneAsWellAndCommandsWork() throws Exception {
        Walk walk = Walk.beginShort(FLOWCAST);
        View view = BROWSER.view();
        String address = View.fromAnotherMachine(gateway());
        RunPage first = RunPage.open(view, address, walk.id());
        RunPage second = tab(view, address, walk.id());
        assertThat(first.page().evaluate("window.isSecureContext || 'locks' in navigator"))
                .isEqualTo(false);
        first.assertFreshness("live");
        second.assertFreshness("live");
        view.await("one connection for both", () -> connections(0) == 1);

        second.button("Pause").click();
        first.assertStatus("paused");
        second.page().close();
        first.button("Cancel").click();
        first.button("Cancel the execution").click();
        first.assertStatus("cancelled");
        assertThat(view.errors()).isEmpty();
    }

    private static RunPage tab(View view, String gateway, String executionId) {
        Page page = view.context().newPage();
        page.navigate(gateway + "/executions/" + executionId);
        return RunPage.of(page);
    }

    private static long connections(int gateway) throws Exception {
        return FLOWCAST.api(gateway)
                .get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("flowcast_stream_connections "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(0);
    }

    private static String gateway() {
        return FLOWCAST.stack().gateway(0).url();
    }
}
