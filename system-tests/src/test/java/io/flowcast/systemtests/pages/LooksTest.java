package io.flowcast.systemtests.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.flowcast.systemtests.browser.BrowserExtension;
import io.flowcast.systemtests.browser.View;
import io.flowcast.systemtests.harness.StackExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every page in light and dark, wide and on a phone, in both languages: axe finds nothing, nothing comes from another origin,
 * nothing is complained of, and nothing is wider than the window. A picture of each is left in {@code target/screenshots}.
 */
class LooksTest {
    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    static Stream<Arguments> windows() {
        return Stream.of(
                Arguments.of("light", ColorScheme.LIGHT, 1400, 900, "en"),
                Arguments.of("dark", ColorScheme.DARK, 1400, 900, "en"),
                Arguments.of("phone", ColorScheme.LIGHT, 390, 844, "en"),
                Arguments.of("russian", ColorScheme.DARK, 1400, 900, "ru"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("windows")
    void eachPageIsFitForEverybody(String name, ColorScheme colours, int width, int height, String language)
            throws Exception {
        String completed = order("100");
        String failed = order("5000");
        View view = BROWSER.view(options ->
                options.setColorScheme(colours).setViewportSize(width, height).setLocale(language));
        Page page = view.page();
        List<String> foreign = new ArrayList<>();
        page.onRequest(request -> {
            if (!request.url().startsWith(gateway()) && request.url().startsWith("http")) {
                foreign.add(request.url());
            }
        });

        look(view, "/executions", "[data-status]", name + "-executions");
        look(view, "/executions/" + completed, "[data-freshness=ended]", name + "-completed");
        look(view, "/executions/" + failed, "[data-freshness=ended]", name + "-failed");
        look(view, "/definitions", "main li", name + "-definitions");
        look(view, "/definitions/order-fulfilment", "[data-graph=placed]", name + "-definition");
        page.locator("main button")
                .filter(new Locator.FilterOptions().setHasText(Pattern.compile("^(Run|Запустить)$")))
                .click();
        assertThat(page.locator("dialog input").first()).isVisible();
        check(view, name + "-execute");

        assertThat(foreign).as("asked of other origins").isEmpty();
        assertThat(view.errors()).isEmpty();
    }

    private static void look(View view, String address, String there, String name) {
        Page page = view.page();
        page.navigate(gateway() + address);
        assertThat(page.locator(there).first()).isVisible();
        if (address.matches("/(executions|definitions)/.+")) {
            assertThat(page.locator("[data-graph=placed]")).isVisible();
        }
        check(view, name);
    }

    private static void check(View view, String name) {
        Page page = view.page();
        view.screenshot(name);
        List<Rule> violations = new AxeBuilder(page)
                .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
                .analyze()
                .getViolations();
        assertThat(violations)
                .as(() -> name + ": "
                        + violations.stream().map(LooksTest::describe).toList())
                .isEmpty();
        assertThat((Boolean)
                        page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                .as(name + " fits the window")
                .isTrue();
    }

    private static String describe(Rule rule) {
        return rule.getId() + " "
                + rule.getNodes().stream().map(node -> node.getHtml()).limit(3).toList();
    }

    private static String order(String total) throws Exception {
        return FLOWCAST.api(0)
                .execute(
                        "order-fulfilment",
                        Map.of(
                                "baseUrl", FLOWCAST.stack().backend().url(),
                                "orderId", "A-1",
                                "total", Integer.parseInt(total)));
    }

    private static String gateway() {
        return FLOWCAST.stack().gateway(0).url();
    }
}
