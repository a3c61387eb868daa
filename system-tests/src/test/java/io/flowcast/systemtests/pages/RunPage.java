package io.flowcast.systemtests.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.flowcast.systemtests.browser.View;
import java.util.regex.Pattern;

/** The page of one execution, as its viewer sees it. */
final class RunPage {
    private final Page page;

    private RunPage(Page page) {
        this.page = page;
    }

    static RunPage open(View view, String gateway, String executionId) {
        view.page().navigate(gateway + "/executions/" + executionId);
        return of(view.page());
    }

    static RunPage of(Page page) {
        page.waitForSelector("[data-graph=placed]");
        return new RunPage(page);
    }

    Page page() {
        return page;
    }

    /** What the card of a node says of its status. */
    void assertNode(String node, String status) {
        assertThat(page.locator(".react-flow__node[data-id='" + node + "'] [data-status='" + status + "']"))
                .hasCount(1);
    }

    /** {@code active}, {@code taken}… */
    void assertEdge(String from, String to, String state) {
        assertThat(page.locator("[data-edge='" + from + ">" + to + "']").first())
                .hasAttribute("data-state", state);
    }

    void assertStatus(String status) {
        assertThat(page.locator("h1 ~ [data-status]")).hasAttribute("data-status", status);
    }

    /** Whether what is shown can be trusted: {@code live}, {@code stale}… */
    void assertFreshness(String kind) {
        assertThat(page.locator("[data-freshness]").first()).hasAttribute("data-freshness", kind);
    }

    /** Whether it is another execution's by now, and that one's id. */
    String otherThan(String executionId) {
        page.waitForURL(url -> url.contains("/executions/wf_exec_") && !url.contains(executionId));
        return page.url().replaceFirst("^.*/executions/([^?]+).*$", "$1");
    }

    /** Selects a node in the graph: the details are then its own. */
    void select(String node) {
        card(node).click();
        assertThat(page.locator("[data-inspector='" + node + "']")).isVisible();
    }

    Locator card(String node) {
        return page.locator(".react-flow__node[data-id='" + node + "']");
    }

    /** The bars of the timeline of this kind: {@code run}, {@code wait}, {@code delay}… */
    Locator bars(String kind) {
        return page.locator("[data-segment='" + kind + "']");
    }

    Locator link(String name) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile(name)));
    }

    /** The number of the event at which the slider stands. */
    int position() {
        return Integer.parseInt(slider().inputValue());
    }

    Locator slider() {
        return page.getByRole(AriaRole.SLIDER, new Page.GetByRoleOptions().setName(Pattern.compile(".+")));
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
