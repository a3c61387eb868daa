package io.flowcast.systemtests.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.flowcast.systemtests.browser.BrowserExtension;
import io.flowcast.systemtests.browser.View;
import io.flowcast.systemtests.browser.Walk;
import io.flowcast.systemtests.harness.StackExtension;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A lid is closed, and opened again: time has passed of which the page knows nothing, and it says so. */
class SleepTest {
    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    @Test
    void afterAShortSleepThePageIsStaleUntilItHearsOfTheServer() throws Exception {
        Walk walk = Walk.beginShort(FLOWCAST);
        View view = BROWSER.view();
        view.without("SharedWorker"); // then the connection is the page's own, and sleeps with it
        RunPage run = open(view, walk);

        view.page().clock().fastForward("00:30");
        run.assertFreshness("stale");
        String stood = duration(view.page());
        view.page().clock().runFor(2_000);
        assertThat(duration(view.page())).isEqualTo(stood);

        walk.go(1);
        run.assertNode("n1", "completed");
        run.assertFreshness("live");
        assertThat(duration(view.page())).isNotEqualTo(stood);
        walk.cancel();
        run.assertStatus("cancelled");
        assertThat(view.errors()).isEmpty();
    }

    @Test
    void afterALongOneItConnectsAnew() throws Exception {
        Walk walk = Walk.beginShort(FLOWCAST);
        View view = BROWSER.view();
        view.without("SharedWorker");
        AtomicInteger streams = new AtomicInteger();
        view.page().onRequest(request -> {
            if (request.url().contains("/streams?")) {
                streams.incrementAndGet();
            }
        });
        RunPage run = open(view, walk);
        assertThat(streams).hasValue(1);

        view.page().clock().fastForward("08:00:00");
        view.await("another stream", () -> streams.get() == 2);
        run.assertFreshness("live");
        walk.go(2);
        run.assertNode("n2", "completed");
        walk.cancel();
        run.assertStatus("cancelled");
        assertThat(view.errors()).isEmpty();
    }

    /** The worker is awake here, only the tab slept: as when a browser freezes those that nobody sees. */
    @Test
    void aTabThatSleptGoesOnOverTheSharedWorker() throws Exception {
        Walk walk = Walk.beginShort(FLOWCAST);
        View view = BROWSER.view();
        RunPage run = open(view, walk);

        view.page().clock().fastForward("01:00:00");
        walk.go(2);
        run.assertNode("n2", "completed");
        run.assertFreshness("live");
        walk.cancel();
        run.assertStatus("cancelled");
        assertThat(view.errors()).isEmpty();
    }

    private static RunPage open(View view, Walk walk) {
        view.page().clock().install();
        RunPage run = RunPage.open(view, gateway(), walk.id());
        run.assertNode("n1", "waiting");
        run.assertFreshness("live");
        return run;
    }

    private static String duration(Page page) {
        return page.getByTestId("duration").innerText();
    }

    private static String gateway() {
        return FLOWCAST.stack().gateway(0).url();
    }
}
