package io.flowcast.systemtests.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.flowcast.systemtests.browser.BrowserExtension;
import io.flowcast.systemtests.browser.View;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Executions that start others: the pages lead from one to the other and back. */
class FamilyTest {
    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    @Test
    void aNodeLeadsToTheExecutionItStartedAndThatOneBackToTheNode() throws Exception {
        String parent = FLOWCAST.api(0)
                .execute(
                        TestDefinitions.CALLING_ANOTHER,
                        Map.of("workflowId", TestDefinitions.ASKING, "input", Map.of()));
        View view = BROWSER.view();
        RunPage run = RunPage.open(view, gateway(), parent);
        run.assertNode("other", "waiting");

        run.link("Open the execution that .other. started").click();
        String child = run.otherThan(parent);
        run.assertNode("ask", "waiting");
        run.link("Started by node .other. of").click();
        assertThat(view.page()).hasURL(Pattern.compile(parent + ".*node=other"));
        assertThat(view.page().locator("[data-inspector=other]")).isVisible();
        run.link("Started and waits for").click();
        assertThat(view.page()).hasURL(Pattern.compile(child));

        run.assertNode("ask", "waiting");
        FLOWCAST.api(0).post("/api/workflow/executions/" + child + "/signals/go", "");
        run.assertStatus("completed");
        run.link("Started by node").click();
        run.assertStatus("completed");
        assertThat(view.errors()).isEmpty();
    }

    @Test
    void aForShowsHowFarItIsAndWhatEachOfItsItemsStarted() throws Exception {
        String id = FLOWCAST.api(0).execute(TestDefinitions.CALLING_EACH, FLOWCAST.input());
        View view = BROWSER.view();
        RunPage run = RunPage.open(view, gateway(), id);
        run.select("each");
        run.assertNode("each", "completed");
        Page page = view.page();
        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Events"))
                .click();
        page.getByLabel("Which events").selectOption("messages");
        page.locator("button[data-seq]").first().click(); // as it was when it told how far it was
        assertThat(run.card("each").getByText(Pattern.compile("\\d/8"))).isVisible();
        run.button("To the end").click();
        run.assertNode("each", "completed");
        assertThat(view.page().locator("[data-inspector=each] a[href*='/executions/wf_exec_']"))
                .hasCount(TestDefinitions.CHILDREN);
        view.page()
                .locator("[data-inspector=each] a[href*='/executions/wf_exec_']")
                .first()
                .click();
        run.otherThan(id);
        run.assertStatus("completed");
        assertThat(view.errors()).isEmpty();
    }

    private static String gateway() {
        return FLOWCAST.stack().gateway(0).url();
    }
}
