package io.flowcast.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowcast.executor.store.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PatienceTest {

    private final Patience patience = new Patience(Duration.ofMillis(1), Duration.ofMillis(2), () -> 0.5);
    private final Logger logger = Logger.getLogger(Patience.class.getName());
    private final List<Level> told = new ArrayList<>();
    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord line) {
            told.add(line.getLevel());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(listening);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(listening);
    }

    private static StoreUnavailable away() {
        return new StoreUnavailable("away", new IllegalStateException());
    }

    @Test
    void repeatsACallUntilItIsAnswered() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();

        assertThat(patience.untilAnswered("it", () -> {
                    if (calls.incrementAndGet() < 4) {
                        throw away();
                    }
                    return "done";
                }))
                .isEqualTo("done");
        assertThat(calls).hasValue(4);
    }

    @Test
    void tellsOfAnOutageOnceHoweverManyCallsItKeeps() throws InterruptedException {
        AtomicInteger outer = new AtomicInteger();
        AtomicInteger inner = new AtomicInteger();

        patience.untilAnswered("one", () -> {
            if (outer.incrementAndGet() == 1) {
                throw away();
            }
            return other(inner);
        });

        assertThat(told).hasSize(2);
    }

    /** A second call that fails while the first is not answered. */
    private String other(AtomicInteger calls) {
        try {
            return patience.untilAnswered("other", () -> {
                if (calls.incrementAndGet() < 3) {
                    throw away();
                }
                return "done";
            });
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anInterruptionIsNoOutage() {
        assertThatThrownBy(() -> patience.untilAnswered("it", () -> {
                    Thread.currentThread().interrupt();
                    throw away();
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(told).isEmpty();
    }
}
