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
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workflows are written beside their graph, and the server says what it thinks of each line. */
class EditorTest {
    private static final String DEFINITION = """
            id: %s
            name: Written here
            nodes:
            - {id: first, type: noop}
            - {id: second, type: noop, name: Second step}
            edges:
            - {from: first, to: second}
            """;

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    private final String id = "written-" + Long.toHexString(System.nanoTime());

    @AfterEach
    void remove() throws Exception {
        FLOWCAST.http().send(HttpRequest.newBuilder(definition()).DELETE().build(), BodyHandlers.discarding());
    }

    @Test
    void aWorkflowIsWrittenCorrectedAndSavedAsNewVersions() {
        View view = BROWSER.view();
        Page page = view.page();
        page.navigate(FLOWCAST.stack().gateway(0).url() + "/definitions");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("New workflow"))
                .click();
        assertThat(text(page, "Valid: 3 nodes, 2 edges")).isVisible();

        write(page, DEFINITION.formatted(id).replace("type: noop, name", "typ: noop, name"));
        assertThat(text(page, "2 mistakes")).isVisible();
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(Pattern.compile("5:\\d+.*'typ' is unknown")))
                .click();
        assertThat(button(page, "Create")).isDisabled();

        write(page, DEFINITION.formatted(id));
        assertThat(text(page, "Valid: 2 nodes, 1 edges")).isVisible();
        assertThat(text(page, "Second step").last()).isVisible();
        button(page, "Create").click();
        assertThat(text(page, "Saved as version 1.")).isVisible();
        assertThat(page).hasURL(Pattern.compile("/definitions/" + id + "$"));

        write(page, DEFINITION.formatted(id).replace("Second step", "Another step"));
        assertThat(button(page, "Save as new version")).isEnabled();
        button(page, "Save as new version").click();
        assertThat(text(page, "Saved as version 2.")).isVisible();
        assertThat(page.getByLabel("Versions")).containsText("version 1");
    }

    @Test
    void whoWasFasterIsNotOverwritten() throws Exception {
        put(DEFINITION.formatted(id));
        View view = BROWSER.view();
        Page page = view.page();
        page.navigate(definitionPage());
        assertThat(text(page, "Valid: 2 nodes")).isVisible();
        write(page, DEFINITION.formatted(id).replace("Second step", "Mine"));
        assertThat(button(page, "Save as new version")).isEnabled();

        put(DEFINITION.formatted(id).replace("Second step", "Theirs"));
        // The page hears of it by itself, or with the refusal of a save.
        Locator overtaken = page.getByRole(AriaRole.ALERT);
        assertThat(overtaken).containsText("Somebody saved version 2 since you began.");
        assertThat(button(page, "Save as new version")).isDisabled();
        button(page, "Compare").click();
        Locator changes = page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Changes"));
        assertThat(changes).containsText("Theirs");
        assertThat(changes).containsText("Mine");
        button(page, "Keep mine, go on").click();
        button(page, "Save as new version").click();
        assertThat(text(page, "Saved as version 3.")).isVisible();
    }

    @Test
    void whatWasWrittenIsSeenAgainAsItWasCommentsAndAll() throws Exception {
        String written = "# Ask Ann before you change it.\n" + DEFINITION.formatted(id);
        put(written);
        View view = BROWSER.view();
        Page page = view.page();
        page.navigate(definitionPage());
        assertThat(editor(page)).containsText("# Ask Ann before you change it.");

        write(page, written.replace("Ann", "Bob"));
        assertThat(button(page, "Save as new version")).isEnabled();
        page.keyboard().press("ControlOrMeta+s");
        assertThat(text(page, "Nothing that runs has changed: it is version 1 still."))
                .isVisible();
        assertThat(editor(page)).containsText("# Ask Bob before you change it.");
        assertThat(get("/text")).isEqualTo(written.replace("Ann", "Bob"));

        page.reload();
        assertThat(editor(page)).containsText("# Ask Bob before you change it.");
        page.getByLabel("Format").selectOption("json");
        assertThat(editor(page)).containsText("\"id\": \"" + id + "\"");
        page.getByLabel("Format").selectOption("yaml");
        assertThat(editor(page)).containsText("# Ask Bob before you change it.");
    }

    @Test
    void anImportedDocumentIsShownAsItWasWrittenBesideTheGraphThatWasMadeOfIt() {
        View view = BROWSER.view();
        Page page = view.page();
        page.navigate(FLOWCAST.stack().gateway(0).url() + "/definitions/returns");
        assertThat(editor(page)).containsText("dsl: ");
        assertThat(page.locator("[data-graph=placed] [data-node]").first()).isVisible();
        assertThat(button(page, "Delete")).hasCount(0);
    }

    @Test
    void anOlderVersionIsComparedRunAndMadeTheNewestAndAllIsDeleted() throws Exception {
        put(DEFINITION.formatted(id));
        put(DEFINITION.formatted(id).replace("Second step", "Another step"));
        View view = BROWSER.view();
        Page page = view.page();
        page.navigate(definitionPage());
        button(page, "Changes").click();
        Locator changes = page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Changes"));
        assertThat(changes).containsText("Second step");
        assertThat(changes).containsText("Another step");

        page.getByLabel("Versions").selectOption("1");
        assertThat(text(page, "You are looking at version 1; the newest is 2.")).isVisible();
        button(page, "Run version 1").click();
        assertThat(text(page, "Version 1 runs, not the newest one.")).isVisible();
        button(page, "Start").click();
        assertThat(page).hasURL(Pattern.compile("/executions/wf_exec_"));
        assertThat(text(page, "Second step").first()).isVisible();

        page.navigate(definitionPage() + "?version=1");
        button(page, "Make this the newest").click();
        assertThat(text(page, "Saved as version 3.")).isVisible();

        button(page, "Delete").click();
        Locator sure = page.getByRole(AriaRole.DIALOG);
        assertThat(sure).containsText("with all its versions");
        button(page, "Keep it").click();
        button(page, "Delete").click();
        sure.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Delete"))
                .click();
        assertThat(page).hasURL(Pattern.compile("/definitions$"));
        assertThat(status()).isEqualTo(404);
    }

    @Test
    void whatIsNotSavedIsNotLeftWithoutAsking() throws Exception {
        put(DEFINITION.formatted(id));
        View view = BROWSER.view();
        Page page = view.page();
        page.navigate(definitionPage());
        assertThat(text(page, "Valid: 2 nodes")).isVisible();
        write(page, DEFINITION.formatted(id).replace("Second step", "Mine"));

        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Executions"))
                .click();
        button(page, "Stay").click();
        assertThat(page).hasURL(definitionPage());
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Executions"))
                .click();
        button(page, "Leave without saving").click();
        assertThat(page).hasURL(Pattern.compile("/executions"));
    }

    private String definitionPage() {
        return FLOWCAST.stack().gateway(0).url() + "/definitions/" + id;
    }

    private URI definition() {
        return URI.create(FLOWCAST.stack().gateway(0).url() + "/api/workflow/definitions/" + id);
    }

    private void put(String source) throws Exception {
        FLOWCAST.http()
                .send(
                        HttpRequest.newBuilder(definition())
                                .header("Content-Type", "application/yaml")
                                .PUT(HttpRequest.BodyPublishers.ofString(source))
                                .build(),
                        BodyHandlers.discarding());
    }

    /** Instead of all that stands there, as if it were pasted. */
    private static void write(Page page, String source) {
        editor(page).click();
        page.keyboard().press("ControlOrMeta+a");
        page.keyboard().insertText(source);
    }

    private static Locator editor(Page page) {
        return page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Source"));
    }

    private String get(String below) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(definition() + below)).build();
        return FLOWCAST.http().send(request, BodyHandlers.ofString()).body();
    }

    private int status() throws Exception {
        return FLOWCAST.http()
                .send(HttpRequest.newBuilder(definition()).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static Locator text(Page page, String text) {
        return page.getByText(text);
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
