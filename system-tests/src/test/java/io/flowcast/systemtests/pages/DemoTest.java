package io.flowcast.systemtests.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.SelectOption;
import io.flowcast.systemtests.browser.BrowserExtension;
import io.flowcast.systemtests.browser.View;
import io.flowcast.systemtests.harness.StackExtension;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What somebody does who sees Flowcast for the first time. */
class DemoTest {
    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    @Test
    void fromTheListToTheEndOfAnExecution() throws Exception {
        View view = BROWSER.view();
        Page page = view.page();
        page.navigate(FLOWCAST.stack().gateway(0).url());
        assertThat(page).hasURL(Pattern.compile("/executions$"));
        assertThat(page.locator("[data-freshness=live]")).isVisible();

        button(page, "Execute").click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        dialog.getByLabel("Workflow").selectOption(new SelectOption().setLabel("Slow report"));
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Start"))
                .click();
        assertThat(dialog.getByText("This is needed")).isVisible();
        dialog.getByLabel("baseUrl").fill(FLOWCAST.stack().backend().url());
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Start"))
                .click();

        assertThat(page).hasURL(Pattern.compile("/executions/wf_exec_"));
        RunPage run = RunPage.of(page);
        run.assertFreshness("live");
        run.assertNode("costs", "running");
        run.assertEdge("warm_up", "costs", "active");
        view.screenshot("running");
        run.assertNode("costs", "completed");
        run.assertEdge("warm_up", "costs", "taken");
        run.assertStatus("completed");
        for (String node : List.of("start", "sales", "visitors", "profit", "review", "layout", "report")) {
            run.assertNode(node, "completed");
        }
        run.assertFreshness("ended");

        page.goBack();
        assertThat(page.locator("main a[href*='wf_exec_']").first()).isVisible();
        assertThat(view.errors()).isEmpty();
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
