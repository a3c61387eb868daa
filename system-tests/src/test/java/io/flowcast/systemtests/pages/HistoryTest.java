package io.flowcast.systemtests.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.browser.BrowserExtension;
import io.flowcast.systemtests.browser.View;
import io.flowcast.systemtests.browser.Walk;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What has happened is played again, and lies on the timeline. */
class HistoryTest {
    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.stormy();

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    @Test
    void itIsPlayedAgainAtTwentyTimesItsPaceWhileItRuns() throws Exception {
        Walk walk = Walk.beginShort(FLOWCAST);
        walk.go(4);
        View view = BROWSER.view();
        Page page = view.page();
        RunPage run = RunPage.open(view, gateway(), walk.id());
        run.assertNode("n4", "completed");
        int last = run.position();

        run.slider().fill("1");
        run.assertNode("n1", "pending");
        page.getByLabel("Speed").selectOption("20");
        run.button("Play from here").click();
        run.assertNode("n4", "completed");
        view.await("the end of what there is", () -> run.position() >= last);
        walk.go(1);
        assertThat(run.button("Back to live")).isVisible();
        run.assertNode("n5", "waiting"); // the past stays the past
        run.button("Back to live").click();
        run.assertNode("n5", "completed");
        run.assertFreshness("live");
        assertThat(run.button("Back to live")).hasCount(0);
        walk.cancel();
        run.assertStatus("cancelled");
        assertThat(view.errors()).isEmpty();
    }

    @Test
    void ofALogThatWasTrimmedThereIsWhatIsLeft() throws Exception {
        Walk walk = Walk.beginShort(FLOWCAST);
        walk.go(4);
        View view = BROWSER.view();
        view.await(
                "the fifth waits",
                () -> FLOWCAST.api(0)
                        .detail(walk.id())
                        .at("/nodeDetails/n5/status")
                        .asText()
                        .equals("waiting"));
        ExecutionId id = ExecutionId.of(walk.id());
        try (RedisCommands redis = FLOWCAST.redis()) {
            // Signals that came together are one entry: there may be no more than two.
            redis.call("XTRIM", RedisKeys.of(id).log(id), "MAXLEN", "1");
        }

        RunPage run = RunPage.open(view, gateway(), walk.id());
        run.assertNode("n1", "completed");
        run.assertNode("n5", "waiting");
        run.assertFreshness("live");
        assertThat(view.page().getByText(Pattern.compile("begins at event \\d+")))
                .isVisible();
        int first = Integer.parseInt(run.slider().getAttribute("min"));
        assertThat(first).isPositive();
        run.slider().fill(Integer.toString(first));
        run.assertNode("n1", "completed");
        run.button("Back to live").click();
        walk.go(2);
        run.assertStatus("completed");
        run.assertFreshness("ended");
        // The browser itself writes down that the beginning was refused.
        assertThat(view.errors()).allMatch(error -> error.contains("410"));
    }

    @Test
    void attemptsAndWaitsLieOnTheTimeline() throws Exception {
        String id = FLOWCAST.api(0).execute(TestDefinitions.MIXED, FLOWCAST.input());
        View view = BROWSER.view();
        RunPage run = RunPage.open(view, gateway(), id);
        run.assertStatus("completed");

        assertThat(run.bars("delay")).hasCount(1); // before the second attempt of `reserve`
        assertThat(run.bars("wait")).hasCount(1);
        assertThat(run.bars("run").first()).hasAttribute("title", Pattern.compile("runs"));
        run.select("reserve");
        Locator attempts = view.page().locator("[data-inspector=reserve] ol li");
        assertThat(attempts).hasCount(2);
        assertThat(attempts.first()).containsText("failed");
        assertThat(attempts.last()).containsText("completed");
        assertThat(view.errors()).isEmpty();
    }

    @Test
    @Tag("long")
    void anExecutorThatDiesShowsAsATakeover() throws Exception {
        Service executor = FLOWCAST.stack().executor(0);
        String id = new FlowcastApi(FLOWCAST.http(), executor.url())
                .execute(
                        TestDefinitions.EFFECT,
                        Map.of("url", FLOWCAST.stack().backend().url() + "/slow?ms=3000"));
        View view = BROWSER.view();
        RunPage run = RunPage.open(view, gateway(), id);
        run.assertNode("effect", "running");

        executor.kill();
        assertThat(view.page().getByText(Pattern.compile("Executor .* took over")))
                .hasCount(1);
        run.assertStatus("completed");
        assertThat(view.page().locator("[data-segment=run][title*='another executor took over']"))
                .hasCount(1);
        run.select("effect");
        assertThat(view.page().locator("[data-inspector=effect] ol li")).hasCount(2);
        assertThat(view.errors()).isEmpty();
    }

    private static String gateway() {
        return FLOWCAST.stack().gateway(0).url();
    }
}
