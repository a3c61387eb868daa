package io.flowcast.systemtests.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** One page of a browser that shares nothing with others, and what goes wrong in it. Of the thread that opened it. */
public final class View {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static {
        PlaywrightAssertions.setDefaultAssertionTimeout((double) PATIENCE.toMillis());
    }

    private final BrowserContext context;
    private final Page page;
    private final List<String> errors = new CopyOnWriteArrayList<>();

    View(BrowserContext context) {
        this.context = context;
        this.page = context.newPage();
        page.setDefaultTimeout((double) PATIENCE.toMillis());
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                errors.add(message.text() + " (" + message.location() + ")");
            }
        });
        page.onPageError(errors::add);
    }

    /** For all that Playwright does with a page. */
    public Page page() {
        return page;
    }

    public BrowserContext context() {
        return context;
    }

    /** What its pages wrote to the console as errors, failed requests among them, and what they threw and did not catch. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    /** The same address, as if it lay on another machine and were asked over plain HTTP. */
    public static String fromAnotherMachine(String url) {
        return url.replaceFirst("//(localhost|127\\.0\\.0\\.1)", "//" + Chromium.ANOTHER_MACHINE);
    }

    /** Takes something away from its pages, before any of their scripts runs: as old browsers, or strict ones, do not have it. */
    public void without(String... names) {
        for (String name : names) {
            context.addInitScript("delete globalThis." + name);
        }
    }

    /** Till it holds, with the events of the page going on meanwhile. */
    public void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(50))
                .atMost(PATIENCE)
                .until(condition);
    }

    /** A picture of the whole page, as {@code target/screenshots/<name>.png}. */
    public Path screenshot(String name) {
        Path file = SCREENSHOTS.resolve(name + ".png");
        page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
        return file;
    }

    /** What helps to see why a test failed. */
    void keep(String name) {
        try {
            screenshot(name);
            Files.write(SCREENSHOTS.resolve(name + ".log"), errors);
        } catch (PlaywrightException closed) {
            // The test has closed it, or it crashed: the failure says so.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void close() {
        context.close();
    }
}
