package io.flowcast.systemtests.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A headless Chromium, started for the first test class that names it and shared by all that do; where none is installed, they are
 * skipped. What a test has opened is closed after it. Where it fails, a picture of each of its views, and what their pages
 * complained of, is left in {@code target/screenshots}.
 */
public final class BrowserExtension implements BeforeAllCallback, AfterTestExecutionCallback, AfterEachCallback {
    private final List<View> open = new ArrayList<>();
    private @Nullable Running running;

    /** JUnit closes it at the end of the run. */
    private record Running(Playwright playwright, Browser browser) implements AutoCloseable {
        static Running start(Path binary) {
            Playwright playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            LaunchOptions options = new LaunchOptions()
                    .setExecutablePath(binary)
                    .setHeadless(true)
                    .setArgs(Chromium.FLAGS);
            return new Running(playwright, playwright.chromium().launch(options));
        }

        @Override
        public void close() {
            browser.close();
            playwright.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Path binary = Chromium.find().orElse(null);
        Assumptions.assumeTrue(
                binary != null, "there is no Chromium: install it, or name one in the variable CHROMIUM");
        running = context.getRoot()
                .getStore(Namespace.create(BrowserExtension.class))
                .computeIfAbsent("chromium", absent -> Running.start(binary), Running.class);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            String name = context.getRequiredTestClass().getSimpleName() + "-" + context.getDisplayName();
            for (int i = 0; i < open.size(); i++) {
                open.get(i).keep(name.replaceAll("\\W+", "-") + (i == 0 ? "" : i));
            }
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        open.forEach(View::close);
        open.clear();
    }

    /** A window of a browser that knows nothing: no cookies, nothing stored. */
    public View view() {
        return view(options -> {});
    }

    /** The same, of another size, in dark mode, with less motion… */
    public View view(Consumer<Browser.NewContextOptions> change) {
        if (running == null) {
            throw new IllegalStateException("the browser is started before the first test of the class");
        }
        Browser.NewContextOptions options = new Browser.NewContextOptions();
        change.accept(options);
        View view = new View(running.browser().newContext(options));
        open.add(view);
        return view;
    }
}
