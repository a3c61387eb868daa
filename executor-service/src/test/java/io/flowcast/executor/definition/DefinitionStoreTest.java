package io.flowcast.executor.definition;

import static io.flowcast.executor.definition.DefinitionStore.Source.API;
import static io.flowcast.executor.definition.DefinitionStore.Source.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.DefinitionSummary;
import io.flowcast.events.RedisKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DefinitionStoreTest {
    private static RedisOfTest redis;

    private DefinitionStore store;

    @BeforeAll
    static void start() {
        redis = new RedisOfTest();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @BeforeEach
    void empty() {
        redis.empty();
        store = fresh();
    }

    @Test
    void the_first_put_makes_version_1() {
        DefinitionStore.Put put = store.put(definition("one"), FILE);

        assertThat(put.isNew()).isTrue();
        assertThat(put.definition().version()).isEqualTo(1);
        assertThat(store.latest("greet")).contains(put.definition());
        assertThat(fresh().latest("greet")).contains(put.definition());
        assertThat(fresh().version("greet", 1)).contains(put.definition());
    }

    @Test
    void the_same_content_makes_no_new_version_however_it_is_written() {
        store.put(definition("one"), FILE);

        Map<String, Object> turned = new LinkedHashMap<>();
        turned.put("nodes", List.of(turned(Map.of("type", "set", "id", "a"), "with", Map.of("n", 2.0, "t", "one"))));
        turned.put("id", "greet");
        DefinitionStore.Put again = fresh().put(DefinitionForm.fromStored(turned, 0), FILE);

        assertThat(again.isNew()).isFalse();
        assertThat(again.definition().version()).isEqualTo(1);
        assertThat(redis.hash(RedisKeys.definition("greet"))).hasSize(1);
    }

    @Test
    void changed_content_makes_the_next_version_and_the_old_one_stays() {
        store.put(definition("one"), FILE);
        DefinitionStore.Put second = store.put(definition("two"), API);

        assertThat(second.definition().version()).isEqualTo(2);
        assertThat(fresh().latest("greet")).contains(second.definition());
        assertThat(fresh().version("greet", 1).orElseThrow().nodes().getFirst().with())
                .containsEntry("t", "one");
        assertThat(store.summary("greet"))
                .get()
                .extracting(DefinitionSummary::version, DefinitionSummary::source)
                .containsExactly(2, "api");
    }

    @Test
    void content_that_an_older_version_has_does_not_become_the_latest_again() {
        store.put(definition("one"), FILE);
        store.put(definition("two"), FILE);

        DefinitionStore.Put put = store.put(definition("one"), FILE);

        assertThat(put.isNew()).isFalse();
        assertThat(put.definition().version()).isEqualTo(1);
        assertThat(store.latest("greet").orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void a_file_takes_over_what_was_put_by_hand() {
        store.put(definition("one"), API);
        long updatedAt = store.summary("greet").orElseThrow().updatedAt();

        store.put(definition("one"), FILE);

        assertThat(store.summary("greet").orElseThrow()).satisfies(summary -> {
            assertThat(summary.source()).isEqualTo("file");
            assertThat(summary.version()).isEqualTo(1);
            assertThat(summary.updatedAt()).isEqualTo(updatedAt);
        });
    }

    @Test
    void what_is_stored_keeps_the_authors_order_and_values() {
        Map<String, @Nullable Object> with = new LinkedHashMap<>();
        with.put("z", List.of());
        with.put("a", Map.of());
        with.put("n", null);
        with.put("big", 9_007_199_254_740_993L);
        with.put("quote", "\"}é\n");
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("id", "greet");
        source.put("nodes", List.of(turned(Map.of("id", "a", "type", "set"), "with", with)));

        store.put(DefinitionForm.fromStored(source, 0), API);

        String stored = redis.field(RedisKeys.definition("greet"), "1");
        assertThat(stored)
                .contains("\"with\":{\"z\":[],\"a\":{},\"n\":null,\"big\":9007199254740993,\"quote\":\"\\\"}é\\n\"}");
        assertThat(fresh().latest("greet").orElseThrow().nodes().getFirst().with())
                .containsExactlyEntriesOf(with);
    }

    @Test
    void puts_at_the_same_time_never_share_a_version() throws InterruptedException {
        Set<Integer> versions = new ConcurrentSkipListSet<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Definition definition = definition("text " + i);
            threads.add(Thread.startVirtualThread(
                    () -> versions.add(store.put(definition, API).definition().version())));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(versions).hasSize(20).contains(1, 20);
        assertThat(store.latest("greet").orElseThrow().version()).isEqualTo(20);
    }

    @Test
    void a_redis_that_lost_its_data_is_believed_over_what_is_remembered() {
        store.put(definition("one"), FILE);
        redis.empty();
        fresh().put(definition("other"), FILE);

        assertThat(store.latest("greet").orElseThrow().nodes().getFirst().with())
                .containsEntry("t", "other");
    }

    @Test
    void what_is_not_there_is_empty() {
        assertThat(store.latest("nobody")).isEmpty();
        assertThat(store.version("nobody", 1)).isEmpty();
        assertThat(store.summary("nobody")).isEmpty();
    }

    private static DefinitionStore fresh() {
        return new DefinitionStore(redis.scripts());
    }

    private static Definition definition(String text) {
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("id", "greet");
        source.put("nodes", List.of(turned(Map.of("id", "a", "type", "set"), "with", Map.of("t", text, "n", 2))));
        return DefinitionForm.fromStored(source, 0);
    }

    private static Map<String, Object> turned(Map<String, Object> map, String field, Map<String, ?> value) {
        Map<String, Object> more = new LinkedHashMap<>(map);
        more.put(field, value);
        return more;
    }
}
