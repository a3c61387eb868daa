package io.flowcast.systemtests.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ReducedMotion;
import io.flowcast.systemtests.browser.BrowserExtension;
import io.flowcast.systemtests.browser.View;
import io.flowcast.systemtests.browser.Walk;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nobody needs a mouse, or things that move. */
class KeyboardTest {
    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    /** As many as there are stops on the page, and some. */
    private static final int MOST_STOPS = 60;

    @Test
    void fromTheListThroughAnExecutionByKeysAlone() throws Exception {
        Walk walk = Walk.beginShort(FLOWCAST);
        walk.go(1);
        View view = BROWSER.view();
        Page page = view.page();
        Keyboard keys = page.keyboard();
        page.navigate(gateway() + "/executions?workflow=" + TestDefinitions.FEW_STEPS);
        assertThat(page.locator("[data-execution='" + walk.id() + "']")).isVisible();
        tabTo(page, "[data-execution='" + walk.id() + "'] a");
        keys.press("Enter");
        RunPage run = RunPage.of(page);
        run.assertNode("n1", "completed");

        keys.press("/"); // finds a node
        keys.type("n2");
        keys.press("Enter");
        assertThat(page.locator("[data-inspector=n2]")).isVisible();
        tabTo(page, ".react-flow__node[data-id=n1]");
        keys.press("ArrowRight"); // along the edges
        assertThat(run.card("n2")).isFocused();
        keys.press("ArrowRight");
        keys.press("Enter");
        assertThat(page.locator("[data-inspector=n3]")).isVisible();
        keys.press("Escape");
        assertThat(page.locator("[data-inspector='']")).isVisible();

        tabTo(page, "input[type=range]");
        int last = run.position();
        keys.press("ArrowLeft");
        assertThat(run.button("Back to live")).isVisible();
        assertThat(run.position()).isEqualTo(last - 1);
        keys.press("Home");
        run.assertNode("n1", "pending");
        keys.press(" "); // plays
        run.assertNode("n1", "completed");
        keys.press("Escape"); // back to now
        assertThat(run.button("Back to live")).hasCount(0);

        tabTo(page, "[role=tab]");
        keys.press("ArrowRight");
        tabTo(page, "[data-seq='1'][type=button]");
        keys.press("Enter");
        assertThat(page).hasURL(Pattern.compile("at=1"));
        keys.press("Shift+Tab");

        tabTo(page, "button:has-text('Cancel')");
        keys.press("Enter");
        assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
        keys.press("Escape");
        assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
        assertThat(run.button("Cancel")).isFocused(); // it comes back to where it was
        keys.press("Enter");
        tabTo(page, "dialog button:has-text('Cancel the execution')");
        keys.press("Enter");
        run.button("Back to live").or(run.button("To the end")).click();
        run.assertStatus("cancelled");
        assertThat(view.errors()).isEmpty();
    }

    @Test
    void nothingMovesForThoseWhoWantNoMotion() throws Exception {
        String url = FLOWCAST.stack().backend().url() + "/slow?ms=50000";
        String id = FLOWCAST.api(0).execute(TestDefinitions.EFFECT, Map.of("url", url));
        View moving = BROWSER.view(options -> options.setReducedMotion(ReducedMotion.NO_PREFERENCE));
        View still = BROWSER.view(options -> options.setReducedMotion(ReducedMotion.REDUCE));
        RunPage.open(moving, gateway(), id).assertNode("effect", "running");
        assertThat(animations(moving.page())).isPositive();
        RunPage.open(still, gateway(), id).assertNode("effect", "running");
        still.await("nothing moves", () -> animations(still.page()) == 0);

        FLOWCAST.api(0).post("/api/workflow/executions/" + id + "/cancel", "");
    }

    /** Presses Tab until the focus is there, and sees that it can be seen. */
    private static void tabTo(Page page, String selector) {
        Locator there = page.locator(selector).first();
        there.waitFor();
        for (int i = 0; i < MOST_STOPS; i++) {
            if ((Boolean) there.evaluate("it => it === document.activeElement")) {
                assertThat((String) there.evaluate("it => getComputedStyle(it).outlineStyle"))
                        .as("the focus at " + selector + " is seen")
                        .isNotEqualTo("none");
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("Tab never comes to " + selector + ", but to "
                + page.evaluate("document.activeElement.outerHTML.slice(0, 200)"));
    }

    private static int animations(Page page) {
        return ((Number) page.evaluate("document.getAnimations().filter(a => a.playState === 'running').length"))
                .intValue();
    }

    private static String gateway() {
        return FLOWCAST.stack().gateway(0).url();
    }
}
