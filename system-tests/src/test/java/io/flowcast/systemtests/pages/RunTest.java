package io.flowcast.systemtests.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.flowcast.systemtests.browser.BrowserExtension;
import io.flowcast.systemtests.browser.View;
import io.flowcast.systemtests.browser.Walk;
import io.flowcast.systemtests.harness.StackExtension;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An execution is watched to its end, and gone back in. */
class RunTest {
    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    @Test
    void whatFailsIsShownWithItsReasonAndTheWayThatWasTaken() throws Exception {
        String id = FLOWCAST.api(0)
                .execute(
                        "order-fulfilment",
                        Map.of("baseUrl", FLOWCAST.stack().backend().url(), "orderId", "A-1", "total", 5000));
        View view = BROWSER.view();
        RunPage run = RunPage.open(view, gateway(), id);

        run.assertStatus("failed");
        run.assertNode("reject", "failed");
        run.assertNode("charge", "skipped");
        run.assertEdge("decide", "reject", "taken");
        run.assertFreshness("ended");
        view.page().locator(".react-flow__node[data-id='reject']").click();
        assertThat(view.page().getByText("score").first()).isVisible();
        assertThat(view.errors()).isEmpty();
    }

    @Test
    void everyStepShowsAsItHappensAndTheStreamIsClosedAtTheEnd() throws Exception {
        Walk walk = Walk.beginShort(FLOWCAST);
        View view = BROWSER.view();
        RunPage run = RunPage.open(view, gateway(), walk.id());
        run.assertNode("n1", "waiting");
        run.assertFreshness("live");

        walk.go(2);
        run.assertNode("n1", "completed");
        run.assertNode("n2", "completed");
        run.assertNode("n3", "waiting");
        run.assertEdge("n1", "n2", "taken");

        walk.cancel();
        run.assertNode("n3", "cancelled");
        run.assertStatus("cancelled");
        run.assertFreshness("ended");
        assertThat(view.errors()).isEmpty();
    }

    @Test
    void thePastIsShownAsItWasAndALinkLeadsThere() throws Exception {
        Walk walk = Walk.beginShort(FLOWCAST);
        walk.go(3);
        View view = BROWSER.view();
        RunPage run = RunPage.open(view, gateway(), walk.id());
        run.assertNode("n3", "completed");

        run.slider().fill("3");
        run.assertNode("n3", "pending");
        assertThat(view.page()).hasURL(Pattern.compile("at=3"));
        String link = view.page().url();

        View other = BROWSER.view();
        other.page().navigate(link);
        RunPage there = RunPage.of(other.page());
        there.assertNode("n3", "pending");
        assertThat(there.position()).isEqualTo(3);
        there.button("Back to live").click();
        there.assertNode("n3", "completed");
        walk.cancel();
        there.assertStatus("cancelled");
        assertThat(other.errors()).isEmpty();
    }

    @Test
    void aSignalIsSentAndTheExecutionCancelledByHand() throws Exception {
        Walk walk = Walk.beginShort(FLOWCAST);
        View view = BROWSER.view();
        RunPage run = RunPage.open(view, gateway(), walk.id());
        run.assertNode("n1", "waiting");

        run.button("Send signal").click();
        view.page()
                .getByRole(AriaRole.DIALOG)
                .getByText("Send", new Locator.GetByTextOptions().setExact(true))
                .click();
        run.assertNode("n1", "completed");

        run.button("Cancel").click();
        run.button("Cancel the execution").click();
        run.assertStatus("cancelled");
        assertThat(view.errors()).isEmpty();
    }

    private static String gateway() {
        return FLOWCAST.stack().gateway(0).url();
    }
}
