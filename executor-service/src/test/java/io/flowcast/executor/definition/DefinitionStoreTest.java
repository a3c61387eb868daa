package io.flowcast.executor.definition;

import static io.flowcast.executor.definition.DefinitionStore.Source.API;
import static io.flowcast.executor.definition.DefinitionStore.Source.FILE;
import static io.flowcast.executor.definition.Precondition.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flowcast.events.DefinitionSummary;
import io.flowcast.events.DefinitionText;
import io.flowcast.events.RedisKeys;
import io.flowcast.events.StoredDefinition;
import io.flowcast.events.TriggerState;
import io.flowcast.executor.store.StoreUnavailable;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        DefinitionStore.Put.Stored put = put(definition("one"), FILE);

        assertThat(put.isNew()).isTrue();
        assertThat(put.definition().version()).isEqualTo(1);
        assertThat(store.latest("greet").map(CompiledDefinition::definition)).contains(put.definition());
        assertThat(fresh().latest("greet").map(CompiledDefinition::definition)).contains(put.definition());
        assertThat(fresh().version("greet", 1).map(CompiledDefinition::definition))
                .contains(put.definition());
    }

    @Test
    void the_same_content_makes_no_new_version_however_it_is_written() {
        put(definition("one"), FILE);

        Map<String, Object> turned = new LinkedHashMap<>();
        turned.put("nodes", List.of(turned(Map.of("type", "set", "id", "a"), "with", Map.of("n", 2.0, "t", "one"))));
        turned.put("id", "greet");
        DefinitionStore.Put.Stored again = put(fresh(), written(turned), FILE);

        assertThat(again.isNew()).isFalse();
        assertThat(again.definition().version()).isEqualTo(1);
        assertThat(redis.hash(RedisKeys.definition("greet"))).hasSize(1);
    }

    @Test
    void changed_content_makes_the_next_version_and_the_old_one_stays() {
        put(definition("one"), FILE);
        DefinitionStore.Put.Stored second = put(definition("two"), API);

        assertThat(second.definition().version()).isEqualTo(2);
        assertThat(fresh().latest("greet").map(CompiledDefinition::definition)).contains(second.definition());
        assertThat(fresh().version("greet", 1)
                        .orElseThrow()
                        .definition()
                        .nodes()
                        .getFirst()
                        .with())
                .containsEntry("t", "one");
        assertThat(store.summary("greet"))
                .get()
                .extracting(DefinitionSummary::version, DefinitionSummary::source)
                .containsExactly(2, "api");
    }

    @Test
    void content_that_an_older_version_has_does_not_become_the_latest_again() {
        put(definition("one"), FILE);
        put(definition("two"), FILE);

        DefinitionStore.Put.Stored put = put(definition("one"), FILE);

        assertThat(put.isNew()).isFalse();
        assertThat(put.definition().version()).isEqualTo(1);
        assertThat(store.latest("greet").orElseThrow().definition().version()).isEqualTo(2);
    }

    @Test
    void a_file_takes_over_what_was_put_by_hand() {
        put(definition("one"), API);
        long updatedAt = store.summary("greet").orElseThrow().updatedAt();

        put(definition("one"), FILE);

        assertThat(store.summary("greet").orElseThrow()).satisfies(summary -> {
            assertThat(summary.source()).isEqualTo("file");
            assertThat(summary.version()).isEqualTo(1);
            assertThat(summary.updatedAt()).isEqualTo(updatedAt);
        });
    }

    @Test
    void a_version_belongs_to_who_put_it_till_another_one_follows() {
        store.put(definition("one"), API, "user:ann", NONE);
        assertThat(owner()).isEqualTo("user:ann");

        store.put(definition("one"), API, "user:bob", NONE);
        assertThat(owner()).as("bob changed nothing").isEqualTo("user:ann");

        store.put(definition("two"), API, "user:bob", NONE);
        assertThat(owner()).isEqualTo("user:bob");

        put(definition("two"), FILE);
        assertThat(owner()).as("the file has taken it over").isNull();
    }

    private String owner() {
        return fresh().latestWithOwner("greet").orElseThrow().owner();
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

        put(written(source), API);

        String stored = redis.field(RedisKeys.definition("greet"), "1");
        assertThat(stored)
                .contains("\"with\":{\"z\":[],\"a\":{},\"n\":null,\"big\":9007199254740993,\"quote\":\"\\\"}é\\n\"}");
        assertThat(fresh().latest("greet")
                        .orElseThrow()
                        .definition()
                        .nodes()
                        .getFirst()
                        .with())
                .containsExactlyEntriesOf(with);
    }

    @Test
    void puts_at_the_same_time_never_share_a_version() throws InterruptedException {
        Set<Integer> versions = new ConcurrentSkipListSet<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Reading.Valid definition = definition("text " + i);
            threads.add(Thread.startVirtualThread(
                    () -> versions.add(put(definition, API).definition().version())));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(versions).hasSize(20).contains(1, 20);
        assertThat(store.latest("greet").orElseThrow().definition().version()).isEqualTo(20);
    }

    @Test
    void a_redis_that_lost_its_data_is_believed_over_what_is_remembered() {
        put(definition("one"), FILE);
        redis.empty();
        put(fresh(), definition("other"), FILE);

        assertThat(store.latest("greet")
                        .orElseThrow()
                        .definition()
                        .nodes()
                        .getFirst()
                        .with())
                .containsEntry("t", "other");
    }

    @Test
    void what_is_not_there_is_empty() {
        assertThat(store.latest("nobody")).isEmpty();
        assertThat(store.version("nobody", 1)).isEmpty();
        assertThat(store.summary("nobody")).isEmpty();
    }

    @Test
    void by_hand_an_older_content_can_be_made_the_latest_again() {
        put(definition("one"), API);
        put(definition("two"), API);

        DefinitionStore.Put.Stored third = put(definition("one"), API);

        assertThat(third.isNew()).isTrue();
        assertThat(third.definition().version()).isEqualTo(3);
        assertThat(put(definition("one"), FILE).definition().version()).isEqualTo(3);
    }

    @Test
    void a_put_for_a_version_that_is_not_the_latest_changes_nothing() {
        DefinitionStore.Put.Stored first = put(definition("one"), API);
        Precondition onFirst = new Precondition(" " + first.tag() + " ", "");
        DefinitionStore.Put second = store.put(definition("two"), API, onFirst);
        DefinitionStore.Put late = store.put(definition("three"), API, onFirst);

        assertThat(second).isInstanceOfSatisfying(DefinitionStore.Put.Stored.class, stored -> {
            assertThat(stored.isNew()).isTrue();
            assertThat(late).isEqualTo(new DefinitionStore.Put.Mismatch(stored.tag()));
        });
        assertThat(redis.hash(RedisKeys.definition("greet"))).containsOnlyKeys("1", "2");
        assertThat(redis.hash(RedisKeys.definitionHashes("greet"))).hasSize(2);
    }

    @Test
    void of_many_who_change_the_same_version_one_wins() throws InterruptedException {
        Precondition onFirst =
                new Precondition(" " + put(definition("first"), API).tag() + " ", "");
        List<DefinitionStore.Put> answers = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Reading.Valid definition = definition("text " + i);
            threads.add(Thread.startVirtualThread(() -> answers.add(store.put(definition, API, onFirst))));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(answers).hasSize(20);
        assertThat(answers)
                .filteredOn(DefinitionStore.Put.Stored.class::isInstance)
                .hasSize(1);
        assertThat(latestVersion()).isEqualTo(2);
    }

    @Test
    void preconditions_hold_as_http_defines_them() {
        assertThat(store.put(definition("one"), API, new Precondition("*", "")))
                .isEqualTo(new DefinitionStore.Put.Mismatch(null));
        assertThat(store.put(definition("one"), API, new Precondition("", "*")))
                .isInstanceOf(DefinitionStore.Put.Stored.class);
        String tag = store.summary("greet").orElseThrow().tag();
        assertThat(store.put(definition("two"), API, new Precondition("", "*")))
                .isEqualTo(new DefinitionStore.Put.Mismatch(tag));
        assertThat(store.put(definition("two"), API, new Precondition("", " " + tag + " ")))
                .isEqualTo(new DefinitionStore.Put.Mismatch(tag));
        assertThat(store.put(definition("two"), API, new Precondition(" ", "")))
                .isEqualTo(new DefinitionStore.Put.Mismatch(tag));
        assertThat(store.put(definition("two"), API, new Precondition("*", "")))
                .isInstanceOf(DefinitionStore.Put.Stored.class);
        assertThat(store.put(definition("three"), API, new Precondition(" x-y " + latestTag() + " ", " " + tag + " ")))
                .isInstanceOf(DefinitionStore.Put.Stored.class);
    }

    @Test
    void a_put_that_is_sent_again_finds_itself_whatever_its_precondition() {
        DefinitionStore.Put.Stored first = put(definition("one"), API);
        Precondition onFirst = new Precondition(" " + first.tag() + " ", "");
        store.put(definition("two"), API, onFirst);

        assertThat(store.put(definition("two"), API, onFirst))
                .isInstanceOfSatisfying(DefinitionStore.Put.Stored.class, again -> {
                    assertThat(again.isNew()).isFalse();
                    assertThat(again.definition().version()).isEqualTo(2);
                });
    }

    @Test
    void a_version_keeps_the_text_that_its_author_wrote() {
        put(commented("one", "first"), API);
        put(commented("two", "second"), FILE);

        assertThat(text(1)).isEqualTo("# first");
        assertThat(text(2)).isEqualTo("# second");
    }

    @Test
    void another_text_of_the_same_content_belongs_to_the_same_version_and_changes_its_tag_and_nothing_that_runs() {
        store.put(commented("one", "first"), API, "user:ann", NONE);
        DefinitionSummary before = store.summary("greet").orElseThrow();

        DefinitionStore.Put put = store.put(commented("one", "better"), API, "user:bob", NONE);

        DefinitionSummary after = store.summary("greet").orElseThrow();
        assertThat(text(1)).isEqualTo("# better");
        assertThat(after.tag()).isNotEqualTo(before.tag());
        assertThat(put).isInstanceOfSatisfying(DefinitionStore.Put.Stored.class, stored -> {
            assertThat(stored.isNew()).isFalse();
            assertThat(stored.tag()).isEqualTo(after.tag());
        });
        assertThat(after)
                .extracting(
                        DefinitionSummary::version,
                        DefinitionSummary::owner,
                        DefinitionSummary::updatedAt,
                        DefinitionSummary::source)
                .containsExactly(1, "user:ann", before.updatedAt(), "api");
        assertThat(redis.field(RedisKeys.definitionVersions("greet"), "1"))
                .isEqualTo(redis.field(RedisKeys.DEFINITIONS, "greet"));
    }

    @Test
    void of_two_who_change_only_the_comments_of_one_version_the_second_hears_of_the_first() {
        Precondition onFirst =
                new Precondition(" " + put(commented("one", "first"), API).tag() + " ", "");

        assertThat(store.put(commented("one", "ann's"), API, onFirst)).isInstanceOf(DefinitionStore.Put.Stored.class);
        assertThat(store.put(commented("one", "bob's"), API, onFirst))
                .isEqualTo(new DefinitionStore.Put.Mismatch(latestTag()));
        assertThat(store.put(commented("two", "bob's"), API, onFirst))
                .isEqualTo(new DefinitionStore.Put.Mismatch(latestTag()));
        assertThat(store.put(commented("one", "ann's"), API, onFirst))
                .as("sent again")
                .isInstanceOf(DefinitionStore.Put.Stored.class);
        assertThat(text(1)).isEqualTo("# ann's");
    }

    @Test
    void who_knows_only_the_content_may_name_it_without_the_text() {
        String tag = put(commented("one", "first"), API).tag();
        Precondition onContent = new Precondition(" " + tag.substring(0, tag.lastIndexOf('-')) + " ", "");

        assertThat(store.put(definition("two"), API, onContent)).isInstanceOf(DefinitionStore.Put.Stored.class);
    }

    @Test
    void a_file_that_starts_again_does_not_undo_a_text_that_was_put_since_but_a_changed_file_does() {
        put(commented("one", "file's"), FILE);
        put(commented("one", "by hand"), API);
        put(commented("one", "file's"), FILE);
        assertThat(text(1)).isEqualTo("# by hand");

        put(commented("one", "file's, changed"), FILE);

        assertThat(text(1)).isEqualTo("# file's, changed");
        assertThat(latestVersion()).isEqualTo(1);
    }

    @Test
    void a_version_from_before_texts_were_kept_gets_its_text_with_the_next_put_and_has_none_till_then() {
        put(definition("one"), FILE);
        asBeforeTextsWereKept();
        assertThat(latestTag()).matches("1-[0-9a-f]{16}");
        assertThat(fresh().latest("greet")).isPresent();

        put(commented("one", "file's"), FILE);

        assertThat(text(1)).isEqualTo("# file's");
        assertThat(latestVersion()).isEqualTo(1);
    }

    private static void asBeforeTextsWereKept() {
        String summary = redis.field(RedisKeys.DEFINITIONS, "greet").replaceFirst(",\"textHash\".*}", "}");
        redis.put(RedisKeys.DEFINITIONS, "greet", summary);
        redis.put(RedisKeys.definitionVersions("greet"), "1", summary);
        String stored = redis.field(RedisKeys.definition("greet"), "1");
        redis.put(
                RedisKeys.definition("greet"),
                "1",
                stored.replaceFirst(",\"textHash\"[^}]*}", "}").replaceFirst(",\"text\":.*", "}"));
    }

    @Test
    void the_scripts_and_java_agree_on_the_tag() {
        DefinitionStore.Put.Stored put = put(definition("one"), API);

        assertThat(put.tag()).isEqualTo(latestTag()).matches("1-[0-9a-f]{16}-[0-9a-f]{8}");
    }

    @Test
    void the_oldest_version_goes_where_there_are_too_many() {
        store = new DefinitionStore(redis.scripts(), new FewDefinitions(3, 100));
        for (int i = 1; i <= 5; i++) {
            put(definition("text " + i), API);
        }

        assertThat(redis.hash(RedisKeys.definition("greet"))).containsOnlyKeys("3", "4", "5");
        assertThat(redis.hash(RedisKeys.definitionVersions("greet"))).containsOnlyKeys("3", "4", "5");
        assertThat(redis.hash(RedisKeys.definitionHashes("greet")))
                .containsValues("3", "4", "5")
                .hasSize(3);
        assertThat(store.version("greet", 2)).isEmpty();
        assertThat(store.version("greet", 3)).isPresent();
    }

    @Test
    void a_lower_bound_holds_from_the_next_put() {
        for (int i = 1; i <= 5; i++) {
            put(definition("text " + i), API);
        }
        store = new DefinitionStore(redis.scripts(), new FewDefinitions(2, 100));
        put(definition("text 6"), API);

        assertThat(redis.hash(RedisKeys.definition("greet"))).containsOnlyKeys("5", "6");
        assertThat(redis.hash(RedisKeys.definitionHashes("greet"))).hasSize(2);
    }

    @Test
    void a_content_that_came_again_outlives_the_version_that_had_it_first() {
        store = new DefinitionStore(redis.scripts(), new FewDefinitions(2, 100));
        put(definition("one"), API);
        put(definition("two"), API);
        put(definition("one"), API);

        assertThat(redis.hash(RedisKeys.definitionHashes("greet")))
                .containsValues("2", "3")
                .hasSize(2);
    }

    @Test
    void there_are_no_more_workflows_than_may_be() {
        store = new DefinitionStore(redis.scripts(), new FewDefinitions(100, 1));
        put(definition("one"), API);

        assertThat(store.put(written(Map.of("id", "more", "nodes", List.of())), API, NONE))
                .isEqualTo(new DefinitionStore.Put.Full(1));
        assertThat(put(definition("two"), API).isNew()).isTrue();
        assertThat(store.summary("more")).isEmpty();
    }

    @Test
    void a_deleted_workflow_is_gone_everywhere_at_once_and_its_numbers_with_it() {
        DefinitionStore other = fresh();
        put(definition("one"), API);
        put(definition("two"), API);
        assertThat(other.version("greet", 1)).isPresent();
        assertThat(other.latest("greet")).isPresent();

        assertThat(store.delete("greet", NONE)).isEqualTo(new DefinitionStore.Deletion.Deleted());

        assertThat(other.latest("greet")).isEmpty();
        assertThat(other.version("greet", 1)).isEmpty();
        assertThat(redis.hash(RedisKeys.definition("greet"))).isEmpty();
        assertThat(redis.hash(RedisKeys.definitionVersions("greet"))).isEmpty();
        assertThat(redis.hash(RedisKeys.definitionHashes("greet"))).isEmpty();
        assertThat(store.delete("greet", NONE)).as("sent again").isEqualTo(new DefinitionStore.Deletion.Deleted());
        assertThat(store.delete("never", NONE)).isEqualTo(new DefinitionStore.Deletion.Unknown());

        assertThat(put(definition("one"), API).definition().version()).isEqualTo(3);
        assertThat(redis.hash(RedisKeys.DELETED_DEFINITIONS)).isEmpty();
        assertThat(other.version("greet", 1)).isEmpty();
        store.delete("greet", NONE);
        assertThat(put(definition("two"), FILE).definition().version()).isEqualTo(4);
    }

    @Test
    void a_deletion_of_what_a_file_holds_or_of_another_version_than_the_callers_changes_nothing() {
        put(definition("one"), FILE);
        assertThat(store.delete("greet", NONE)).isEqualTo(new DefinitionStore.Deletion.OfFile());
        String tag = latestTag();
        put(definition("two"), API);

        assertThat(store.delete("greet", new Precondition(" " + tag + " ", "")))
                .isEqualTo(new DefinitionStore.Deletion.Mismatch(latestTag()));
        assertThat(latestVersion()).isEqualTo(2);
        assertThat(store.delete("greet", new Precondition(" " + latestTag() + " ", "")))
                .isEqualTo(new DefinitionStore.Deletion.Deleted());
    }

    @Test
    void every_change_is_counted_and_nothing_else() {
        put(definition("one"), API);
        assertThat(changes()).isEqualTo("1");
        put(definition("one"), API);
        store.put(definition("two"), API, new Precondition(" x ", ""));
        store.delete("nobody", NONE);
        assertThat(changes()).isEqualTo("1");
        put(definition("one"), FILE);
        assertThat(changes()).isEqualTo("2");
        put(definition("two"), API);
        store.delete("greet", NONE);
        assertThat(changes()).isEqualTo("4");
    }

    @Test
    void what_is_made_of_a_definition_is_made_once() {
        put(definition("one"), API);

        assertThat(store.latest("greet").orElseThrow().graph())
                .isSameAs(store.latest("greet").orElseThrow().graph())
                .isSameAs(store.version("greet", 1).orElseThrow().graph());
        assertThat(store.latest("greet").orElseThrow().json())
                .isEqualTo(fresh().latest("greet").orElseThrow().json());
    }

    @Test
    void a_redis_without_memory_refuses_what_adds_as_a_whole_and_takes_deletions() {
        put(definition("one"), API);
        Firings firings = new Firings(redis.scripts());
        TriggerState state = new TriggerState("schedule", 2L, null);
        Map<String, String> before = redis.hash(RedisKeys.definition("greet"));
        String changes = changes();
        redis.memory(1);
        try {
            for (Runnable call :
                    List.<Runnable>of(() -> put(definition("two"), API), () -> firings.record("greet", 0, state))) {
                assertThatThrownBy(call::run)
                        .isInstanceOfSatisfying(
                                StoreUnavailable.class,
                                e -> assertThat(e.isFull()).isTrue());
            }
            assertThat(redis.hash(RedisKeys.definition("greet"))).isEqualTo(before);
            assertThat(changes()).isEqualTo(changes);

            assertThat(store.delete("greet", NONE)).isEqualTo(new DefinitionStore.Deletion.Deleted());
            assertThat(fresh().latest("greet")).isEmpty();
        } finally {
            redis.memory(0);
        }
        assertThat(put(definition("two"), API).definition().version()).isEqualTo(2);
    }

    private DefinitionStore.Put.Stored put(Reading.Valid definition, DefinitionStore.Source source) {
        return put(store, definition, source);
    }

    private static DefinitionStore.Put.Stored put(
            DefinitionStore store, Reading.Valid definition, DefinitionStore.Source source) {
        return (DefinitionStore.Put.Stored) store.put(definition, source, NONE);
    }

    private int latestVersion() {
        return store.summary("greet").orElseThrow().version();
    }

    private String latestTag() {
        return store.summary("greet").orElseThrow().tag();
    }

    private static @Nullable String changes() {
        return String.valueOf(redis.scripts().send(Request.cmd(Command.GET).arg(RedisKeys.DEFINITION_CHANGES)));
    }

    private static Reading.Valid written(Map<String, Object> source) {
        return commented(source, "");
    }

    private static Reading.Valid commented(Map<String, Object> source, String comment) {
        String yaml = comment + CompiledDefinition.json(source);
        return new Reading.Valid(
                DefinitionForm.fromStored(source, 0), new DefinitionText("application/yaml", yaml), false);
    }

    private static Reading.Valid commented(String text, String comment) {
        return commented(definition(text).definition().source(), "# " + comment + "\n");
    }

    /** The first line of what the author wrote. */
    private static String text(int version) {
        String stored = redis.field(RedisKeys.definition("greet"), Integer.toString(version));
        try {
            return Objects.requireNonNull(JsonSchema.JSON
                            .readValue(stored, StoredDefinition.class)
                            .text())
                    .content()
                    .lines()
                    .findFirst()
                    .orElseThrow();
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static DefinitionStore fresh() {
        return new DefinitionStore(redis.scripts(), new FewDefinitions());
    }

    private static Reading.Valid definition(String text) {
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("id", "greet");
        source.put("nodes", List.of(turned(Map.of("id", "a", "type", "set"), "with", Map.of("t", text, "n", 2))));
        return written(source);
    }

    private static Map<String, Object> turned(Map<String, Object> map, String field, Map<String, ?> value) {
        Map<String, Object> more = new LinkedHashMap<>(map);
        more.put(field, value);
        return more;
    }
}
