package io.flowcast.systemtests.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import io.flowcast.events.EventType;
import io.flowcast.systemtests.history.Connection;
import io.flowcast.systemtests.history.Connection.End;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A headless Chromium whose tabs watch executions, each with the browser's own EventSource. It comes back by itself; where it has
 * given up, which is for ever, the page opens another one elsewhere with {@code ?lastEventId=}, as pages have to. Any thread may
 * ask; one of its own talks to the browser.
 */
public final class Tabs implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** So often in vain, when all is well, means for good. */
    private static final int IN_VAIN = 5;

    private static final String WATCH = """
            ({urls, types, terminal}) => {
              const record = {connections: [], ended: false, done: false, givenUp: 0};
              let cursor = null;
              const open = () => {
                const url = urls[record.givenUp % urls.length] + (cursor ? '?lastEventId=' + cursor : '');
                const source = new EventSource(url);
                source.onopen = () => record.connections.push({url, cursor, frames: []});
                source.onerror = () => {
                  if (source.readyState !== EventSource.CLOSED) return;
                  record.done = record.ended;
                  if (!record.ended) { record.givenUp++; setTimeout(open, 200); }
                };
                for (const type of types) {
                  source.addEventListener(type, event => {
                    cursor = event.lastEventId || cursor;
                    record.connections.at(-1).frames.push({id: event.lastEventId, event: type, data: event.data});
                    record.ended ||= terminal.includes(type);
                  });
                }
              };
              window.record = record;
              open();
            }""";

    private static final String READ = "() => JSON.stringify(window.record)";
    private static final String STATE = "() => window.record.done ? -1 : window.record.givenUp";

    private final Path binary;
    private final Semaphore free;
    private final BooleanSupplier allIsWell;
    private final BlockingQueue<Watch> wanted = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private volatile boolean closed;

    /** One that somebody wants watched. */
    private record Watch(String executionId, List<String> urls, CompletableFuture<History> seen) {}

    /** A tab at work. Of the browser's thread. */
    private static final class Tab {
        private final Watch watch;
        private final Page page;
        private int inVainBefore = -1;

        private Tab(Watch watch, Page page) {
            this.watch = watch;
            this.page = page;
        }
    }

    private Tabs(Path binary, int count, BooleanSupplier allIsWell) {
        this.binary = binary;
        this.free = new Semaphore(count);
        this.allIsWell = allIsWell;
    }

    /**
     * Empty where there is no Chromium.
     *
     * @param count how many tabs watch at once, at most
     * @param allIsWell whether what cannot be reached now is not there
     */
    public static Optional<Tabs> open(int count, BooleanSupplier allIsWell) {
        return Chromium.find().map(binary -> {
            Tabs tabs = new Tabs(binary, count, allIsWell);
            Thread.ofPlatform().daemon().name("tabs").start(tabs::run);
            return tabs;
        });
    }

    /** Has a tab watch, at these gateways in turn; empty where all tabs are taken. It completes with what the tab saw to the end. */
    public Optional<CompletableFuture<History>> watch(String executionId, List<String> gateways) {
        if (!free.tryAcquire()) {
            return Optional.empty();
        }
        List<String> urls = gateways.stream()
                .map(gateway -> gateway + "/api/workflow/executions/" + executionId + "/stream")
                .toList();
        CompletableFuture<History> seen = new CompletableFuture<>();
        var _ = seen.whenComplete((history, failure) -> free.release());
        wanted.add(new Watch(executionId, urls, seen));
        return Optional.of(seen);
    }

    @Override
    public void close() {
        closed = true;
        over.completeOnTimeout(null, PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private void run() {
        List<Tab> tabs = new ArrayList<>();
        try (Playwright playwright = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright.chromium().launch(options())) {
            while (!closed) {
                Watch next = wanted.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                if (next != null) {
                    tabs.add(begin(browser, next));
                }
                for (Iterator<Tab> each = tabs.iterator(); each.hasNext(); ) {
                    Tab tab = each.next();
                    if (isOver(tab)) {
                        tab.watch.seen().complete(history(tab));
                        tab.page.close();
                        each.remove();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            tabs.forEach(tab -> tab.watch.seen().completeExceptionally(e));
            wanted.forEach(watch -> watch.seen().completeExceptionally(e));
        } finally {
            over.complete(null);
        }
    }

    /** Its pages have no origin, and may yet ask any gateway. */
    private LaunchOptions options() {
        return new LaunchOptions()
                .setExecutablePath(binary)
                .setHeadless(true)
                .setArgs(Stream.concat(Chromium.FLAGS.stream(), Stream.of("--disable-web-security"))
                        .toList());
    }

    private static Tab begin(Browser browser, Watch watch) {
        Page page = browser.newPage();
        List<String> types = Stream.concat(
                        Arrays.stream(EventType.values()).map(EventType::wire), Stream.of("execution.snapshot"))
                .toList();
        List<String> terminal = types.stream().filter(EventType::terminal).toList();
        page.evaluate(WATCH, Map.of("urls", watch.urls(), "types", types, "terminal", terminal));
        return new Tab(watch, page);
    }

    /** It was told to stop after the end; or it gives up again and again, though all is well. */
    private boolean isOver(Tab tab) {
        int inVain = ((Number) tab.page.evaluate(STATE)).intValue();
        if (inVain >= 0 && allIsWell.getAsBoolean() && tab.inVainBefore < 0) {
            tab.inVainBefore = inVain;
        }
        return inVain < 0 || (tab.inVainBefore >= 0 && inVain >= tab.inVainBefore + IN_VAIN);
    }

    /** How a connection ended scripts are not told. */
    private static History history(Tab tab) {
        List<Connection> connections = new ArrayList<>();
        try {
            for (JsonNode connection :
                    JSON.readTree((String) tab.page.evaluate(READ)).path("connections")) {
                List<Frame> frames = new ArrayList<>();
                connection
                        .path("frames")
                        .forEach(frame -> frames.add(Frame.of(
                                frame.path("id").asText(),
                                frame.path("event").asText(),
                                frame.path("data").asText())));
                @Nullable
                String cursor = connection.path("cursor").isNull()
                        ? null
                        : connection.path("cursor").asText();
                connections.add(new Connection(
                        "Chromium: " + connection.path("url").asText(), cursor, 200, frames, End.SERVER));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return new History(tab.watch.executionId(), connections);
    }
}
