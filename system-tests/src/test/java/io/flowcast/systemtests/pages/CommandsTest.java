package io.flowcast.systemtests.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.flowcast.systemtests.browser.BrowserExtension;
import io.flowcast.systemtests.browser.View;
import io.flowcast.systemtests.browser.Walk;
import io.flowcast.systemtests.harness.StackExtension;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What can be done with an execution is done from its page, and shown when the server says that it is done. */
class CommandsTest {
    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    @Test
    void pausedNothingStartsAndResumedItGoesOn() throws Exception {
        Walk walk = Walk.beginShort(FLOWCAST);
        View view = BROWSER.view();
        RunPage run = RunPage.open(view, gateway(), walk.id());
        run.assertNode("n1", "waiting");

        run.button("Pause").click();
        run.assertStatus("paused");
        walk.go(1);
        assertThat(view.page().getByText("signal.received")).hasCount(0); // the timeline is in front
        run.assertNode("n2", "pending");

        run.button("Resume").click();
        run.assertNode("n1", "completed");
        run.assertNode("n2", "waiting");
        run.assertStatus("waiting");
        walk.cancel();
        run.assertStatus("cancelled");
        assertThat(view.errors()).isEmpty();
    }

    @Test
    void aRetryKeepsWhatWasDoneAndBothLeadToEachOther() throws Exception {
        Walk walk = Walk.beginShort(FLOWCAST);
        walk.go(2);
        View view = BROWSER.view();
        RunPage run = RunPage.open(view, gateway(), walk.id());
        run.assertNode("n2", "completed");
        walk.cancel();
        run.assertStatus("cancelled");

        run.button("Retry from failed").click();
        String retry = run.otherThan(walk.id());
        run.assertNode("n3", "waiting");
        run.assertNode("n2", "completed");
        assertThat(run.card("n2").getByText("kept")).isVisible();
        Walk goneOn = walk.goneOnBy(retry);
        goneOn.go(4);
        run.assertStatus("completed");

        run.link("Retries").click();
        assertThat(view.page()).hasURL(Pattern.compile(walk.id()));
        run.assertStatus("cancelled");
        assertThat(run.button("Retry from failed")).hasCount(0);
        run.link("Retried by").click();
        assertThat(view.page()).hasURL(Pattern.compile(retry));
        assertThat(view.errors()).isEmpty();
    }

    @Test
    void itIsRunAgainWithTheSameInput() throws Exception {
        Walk walk = Walk.beginShort(FLOWCAST);
        View view = BROWSER.view();
        Page page = view.page();
        RunPage run = RunPage.open(view, gateway(), walk.id());
        walk.go(6);
        run.assertStatus("completed");
        assertThat(run.button("Retry from failed")).hasCount(0);

        run.button("Run again").click();
        Walk again = walk.goneOnBy(run.otherThan(walk.id()));
        run.assertNode("n1", "waiting");
        run.link("Runs again").click();
        assertThat(page).hasURL(Pattern.compile(walk.id()));
        assertThat(run.link("Run again by")).isVisible();
        again.cancel();
        assertThat(view.errors()).isEmpty();
    }

    private static String gateway() {
        return FLOWCAST.stack().gateway(0).url();
    }
}
