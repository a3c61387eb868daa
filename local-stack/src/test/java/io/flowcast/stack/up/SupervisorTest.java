package io.flowcast.stack.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.stack.process.Restartable;
import io.flowcast.stack.process.StartFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SupervisorTest {
    private final List<String> reports = new CopyOnWriteArrayList<>();

    @Test
    void triesAgainUntilTheProcessStays() {
        Fragile process = new Fragile(2);
        try (Supervisor _ = supervise(process)) {
            process.die();

            await().until(() -> reports.contains("fragile is back at nowhere"));
        }
        assertThat(process.restarts).hasValue(3);
        assertThat(reports)
                .anyMatch(report -> report.startsWith("fragile died, exit status 137"))
                .contains("cannot start fragile again: not yet");
    }

    @Test
    void restartsNothingOnceClosed() {
        Fragile process = new Fragile(0);
        supervise(process).close();

        process.die();

        assertThat(process.restarts).hasValue(0);
        assertThat(reports).isEmpty();
    }

    private Supervisor supervise(Fragile process) {
        return new Supervisor(
                List.of(process), Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMinutes(1), reports::add);
    }

    /** Fails to come back as often as it is told. */
    private static final class Fragile implements Restartable {
        private final int failures;
        private final AtomicInteger restarts = new AtomicInteger();
        private volatile CompletableFuture<Integer> exit = new CompletableFuture<>();

        Fragile(int failures) {
            this.failures = failures;
        }

        void die() {
            exit.complete(137);
        }

        @Override
        public String name() {
            return "fragile";
        }

        @Override
        public String url() {
            return "nowhere";
        }

        @Override
        public CompletableFuture<Integer> exit() {
            return exit;
        }

        @Override
        public void restart() {
            if (restarts.incrementAndGet() <= failures) {
                throw new StartFailure("not yet");
            }
            exit = new CompletableFuture<>();
        }
    }
}
