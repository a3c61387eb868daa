package io.flowcast.systemtests.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.flowcast.systemtests.browser.BrowserExtension;
import io.flowcast.systemtests.browser.View;
import io.flowcast.systemtests.harness.StackExtension;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A workflow's input is asked for by its schema, as a form or as JSON, and what is wrong is said where it is. */
class ExecuteTest {
    private static final String DEFINITION = """
            id: asked-for
            name: Asked for
            input:
              schema:
                type: object
                required: [email, items]
                properties:
                  email: {type: string, format: email, title: E-mail, description: Where the receipt goes, pattern: "@"}
                  speed: {type: string, enum: [slow, fast], default: fast}
                  address: {type: object, properties: {city: {type: string, minLength: 3}}}
                  items:
                    type: array
                    items: {type: object, required: [sku], properties: {sku: {type: string, pattern: "^[A-Z]-[0-9]$"}}}
            nodes: [{id: only, type: set, with: {all: "${ input }"}}]
            """;

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    @Test
    void theFormSaysWhatIsNeededAndWhatTheServerFindsWrongAtEachField() throws Exception {
        Page page = opened();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog).containsText("Where the receipt goes");
        assertThat(dialog.getByLabel("speed")).hasValue("1");

        start(dialog);
        assertThat(dialog.getByText("This is needed")).hasCount(2);
        assertThat(dialog.getByLabel("E-mail")).isFocused();

        dialog.getByLabel("E-mail").fill("nobody");
        dialog.getByLabel("city").fill("X");
        add(dialog);
        add(dialog);
        dialog.getByLabel("sku").first().fill("A-1");
        dialog.getByLabel("sku").last().fill("wrong");
        start(dialog);
        assertThat(dialog.getByRole(AriaRole.ALERT)).containsText("Invalid input");
        assertThat(dialog.getByLabel("E-mail")).hasAttribute("aria-invalid", "true");
        assertThat(dialog.getByLabel("city")).hasAttribute("aria-invalid", "true");
        assertThat(dialog.getByLabel("sku").first()).hasAttribute("aria-invalid", "false");
        assertThat(dialog.getByLabel("sku").last()).hasAttribute("aria-invalid", "true");

        dialog.getByLabel("E-mail").fill("ann@example.org");
        dialog.getByLabel("city").fill("Ulm on Danube");
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Remove 2"))
                .click();
        start(dialog);
        assertThat(page).hasURL(Pattern.compile("/executions/wf_exec_"));
        assertThat(page.locator("[data-freshness=ended]").first()).isVisible();
    }

    @Test
    void jsonThatIsNoneIsSaidAtItsPlaceAndWhatTheServerFindsWrongToo() throws Exception {
        Page page = opened();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        dialog.getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName("JSON").setExact(true))
                .click();
        write(page, dialog, "{\n  \"email\": \"ann@example.org\",\n  \"items\": }");
        assertThat(dialog.getByText("This is not JSON: line 3, column 12")).isVisible();

        write(page, dialog, "{\n  \"email\": \"nobody\",\n  \"items\": []\n}");
        start(dialog);
        assertThat(dialog.getByRole(AriaRole.ALERT)).containsText("/email");
        assertThat(dialog.locator(".cm-lintRange-error")).hasText("\"nobody\"");

        write(page, dialog, "{\"email\": \"ann@example.org\", \"items\": []}");
        start(dialog);
        assertThat(page).hasURL(Pattern.compile("/executions/wf_exec_"));
    }

    private static Page opened() throws Exception {
        URI address = URI.create(FLOWCAST.stack().gateway(0).url() + "/api/workflow/definitions/asked-for");
        HttpRequest put = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/yaml")
                .PUT(BodyPublishers.ofString(DEFINITION))
                .build();
        assertThat(FLOWCAST.http().send(put, BodyHandlers.ofString()).statusCode())
                .isIn(200, 201);
        View view = BROWSER.view();
        Page page = view.page();
        page.navigate(FLOWCAST.stack().gateway(0).url() + "/definitions/asked-for");
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Run").setExact(true))
                .click();
        assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
        return page;
    }

    private static void write(Page page, Locator dialog, String json) {
        dialog.getByRole(AriaRole.TEXTBOX, new Locator.GetByRoleOptions().setName("JSON"))
                .click();
        page.keyboard().press("ControlOrMeta+a");
        page.keyboard().insertText(json);
    }

    private static void add(Locator dialog) {
        dialog.getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName("Add").setExact(true))
                .click();
    }

    private static void start(Locator dialog) {
        dialog.getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName("Start").setExact(true))
                .click();
    }
}
