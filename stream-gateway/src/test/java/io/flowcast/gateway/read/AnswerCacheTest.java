package io.flowcast.gateway.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {
    private static final Duration AGE = Duration.ofSeconds(1);

    private record Text(String text) implements AnswerCache.Weighed {
        @Override
        public long bytes() {
            return text.length();
        }
    }

    private long now;
    private final List<Promise<Text>> reads = new ArrayList<>();
    private final AnswerCache<String, Text> cache = new AnswerCache<>(AGE, 10, () -> now);

    @Test
    void allWhoAskForTheSameShareOneRead() {
        Future<Text> first = get("a");
        Future<Text> second = get("a");
        get("b");
        assertThat(reads).hasSize(2);
        reads.get(0).complete(new Text("x"));
        assertThat(first.result()).isEqualTo(second.result()).isEqualTo(new Text("x"));
    }

    @Test
    void anAnswerIsKeptAWhileFromWhenItWasAskedFor() {
        get("a");
        now += AGE.toNanos() / 2;
        reads.getFirst().complete(new Text("x"));
        now += AGE.toNanos() / 2 - 1;
        get("a");
        assertThat(reads).hasSize(1);
        now++;
        get("a");
        assertThat(reads).hasSize(2);
    }

    @Test
    void aFailureIsNotKept() {
        Future<Text> first = get("a");
        reads.getFirst().fail("gone fishing");
        assertThat(first.failed()).isTrue();
        get("a");
        assertThat(reads).hasSize(2);
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void theOldestGoWhereMemoryEnds() {
        for (int i = 0; i < 3; i++) {
            get("key " + i);
            reads.get(i).complete(new Text("12345"));
        }
        assertThat(cache.size()).isEqualTo(2);
        get("key 2");
        assertThat(reads).hasSize(3);
        get("key 0");
        assertThat(reads).hasSize(4);
    }

    @Test
    void whatIsTooOldTakesNoPlace() {
        get("a");
        reads.getFirst().complete(new Text("x"));
        now += AGE.toNanos();
        get("b");
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void onceClearedWhatIsUnderWayIsForThoseOnlyWhoWaitForIt() {
        Future<Text> before = get("a");
        cache.clear();
        Future<Text> after = get("a");
        reads.get(0).complete(new Text("old"));
        reads.get(1).complete(new Text("new"));
        assertThat(before.result().text()).isEqualTo("old");
        assertThat(after.result().text()).isEqualTo("new");
        assertThat(get("a").result().text()).isEqualTo("new");
    }

    private Future<Text> get(String key) {
        return cache.get(key, () -> {
            Promise<Text> read = Promise.promise();
            reads.add(read);
            return read.future();
        });
    }
}
