package io.flowcast.systemtests.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.flowcast.systemtests.browser.BrowserExtension;
import io.flowcast.systemtests.browser.View;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Three hundred cards in sight, some fifty events a second: how long frames take is left in {@code target/frames.json}, in milliseconds.
 * That is a measurement, of use on a machine that does nothing else; what must hold on any is that nothing is left behind.
 */
@Tag("long")
class SmoothnessTest {
    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    private static final String FRAMES = """
            millis => new Promise(done => {
              const frames = [], tasks = [];
              const seq = () => Number(document.querySelector('[data-seq]').dataset.seq);
              const begin = performance.now(), first = seq();
              new PerformanceObserver(list => list.getEntries().forEach(each => tasks.push(each.duration)))
                  .observe({entryTypes: ['longtask']});
              let before = begin;
              requestAnimationFrame(function frame(now) {
                frames.push(now - before);
                before = now;
                if (now < begin + millis) return requestAnimationFrame(frame);
                frames.shift();
                frames.sort((a, b) => a - b);
                const at = share => Math.round(frames[Math.floor(frames.length * share)]);
                const seconds = (now - begin) / 1000;
                done({
                  cards: document.querySelectorAll('.react-flow__node').length,
                  eventsPerSecond: Math.round((seq() - first) / seconds),
                  framesPerSecond: Math.round(frames.length / seconds),
                  p50: at(0.5), p95: at(0.95), p99: at(0.99), max: Math.round(frames.at(-1)),
                  longTasksShare: Math.round(tasks.reduce((sum, each) => sum + each, 0) / seconds) / 1000,
                });
              });
            })""";

    @Test
    void threeHundredCardsInSightKeepUpWithFiftyEventsASecond() throws Exception {
        String id = FLOWCAST.api(0).execute(TestDefinitions.GRID, FLOWCAST.input());
        View view = BROWSER.view(options -> options.setViewportSize(1600, 1000));
        Page page = view.page();
        RunPage run = RunPage.open(view, FLOWCAST.stack().gateway(0).url(), id);
        run.button("Show every branch").click();
        view.await("all cards", () -> page.locator(".react-flow__node").count() == TestDefinitions.GRID_NODES + 2);
        run.button("Show all").click();
        run.assertNode("start", "waiting");

        FLOWCAST.api(0).post("/api/workflow/executions/" + id + "/signals/go", "");
        run.assertNode("r0c0", "running");
        String figures = page.evaluate("async millis => JSON.stringify(await (" + FRAMES + ")(millis))", 8_000)
                .toString();
        Files.writeString(Path.of("target/frames.json"), figures);
        view.screenshot("three-hundred-cards");

        run.assertStatus("completed");
        view.await(
                "every card is green",
                () -> page.locator(".react-flow__node [data-status=completed]").count()
                        == TestDefinitions.GRID_NODES + 2);
        assertThat(view.errors()).isEmpty();
    }
}
