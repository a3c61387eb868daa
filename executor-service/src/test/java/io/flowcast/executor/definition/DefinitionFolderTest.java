package io.flowcast.executor.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.flowcast.events.DefinitionText;
import io.flowcast.executor.expression.Expressions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionFolderTest {
    private static final Expressions EXPRESSIONS = Expressions.withDefaults();
    private static final DefinitionReader READER = new DefinitionReader(new SampleNodeTypes(), EXPRESSIONS);

    @TempDir
    private Path dir;

    @AfterAll
    static void close() {
        EXPRESSIONS.close();
    }

    @Test
    void yaml_and_json_are_read_and_nothing_else() throws IOException {
        write("b.yaml", "{id: b, nodes: [{id: n, type: noop}]}");
        write("a.yml", "{id: a, nodes: [{id: n, type: noop}]}");
        write("c.json", "{\"id\": \"c\", \"nodes\": [{\"id\": \"n\", \"type\": \"noop\"}]}");
        write("README.md", "not a definition");
        write(".hidden.yaml", "not: read");
        Files.createDirectory(dir.resolve("folder.yaml"));

        DefinitionFiles files = read();

        assertThat(files.definitions().keySet()).containsExactly("a.yml", "b.yaml", "c.json");
        assertThat(files.definitions().get("b.yaml").text())
                .isEqualTo(new DefinitionText("application/yaml", "{id: b, nodes: [{id: n, type: noop}]}"));
        assertThat(files.definitions().get("c.json").text().mediaType()).isEqualTo("application/json");
        assertThat(files.errors()).isEmpty();
    }

    @Test
    void a_mistake_is_named_by_file_line_and_reason_and_does_not_stop_the_others() throws IOException {
        write("bad.yaml", "id: bad\nnodes:\n  - {id: n, type: nosuch}\nedges:\n  - {from: n, to: m}\n");
        write("good.yaml", "{id: good, nodes: [{id: n, type: noop}]}");

        DefinitionFiles files = read();

        assertThat(files.definitions()).containsOnlyKeys("good.yaml");
        assertThat(files.errors())
                .containsExactly(
                        "bad.yaml:3:19: there is no node type 'nosuch'; known are emit, fail, for, http, log, noop, set, signal, switch, wait, workflow (/nodes/0/type)",
                        "bad.yaml:5:19: there is no node 'm' for this edge (/edges/0/to)");
    }

    @Test
    void two_files_with_one_id_are_both_named_and_left_out() throws IOException {
        write("one.yaml", "{id: same, nodes: [{id: n, type: noop}]}");
        write("two.yaml", "{id: same, nodes: [{id: n, type: log}]}");
        write("other.yaml", "{id: other, nodes: [{id: n, type: noop}]}");

        DefinitionFiles files = read();

        assertThat(files.definitions()).containsOnlyKeys("other.yaml");
        assertThat(files.errors()).containsExactly("one.yaml, two.yaml: all have the id same; none of them is taken");
    }

    @Test
    void a_mounted_config_map_is_read_through_its_links() throws IOException {
        Path data = Files.createDirectory(dir.resolve("..2026_11_22"));
        Files.writeString(data.resolve("a.yaml"), "{id: a, nodes: [{id: n, type: noop}]}");
        Files.createSymbolicLink(dir.resolve("..data"), data.getFileName());
        Files.createSymbolicLink(dir.resolve("a.yaml"), Path.of("..data", "a.yaml"));

        assertThat(read().definitions()).containsOnlyKeys("a.yaml");
    }

    @Test
    void a_folder_or_file_that_can_not_be_read_is_an_error_and_no_crash() throws IOException {
        Files.createSymbolicLink(dir.resolve("dangling.yaml"), Path.of("nowhere"));

        assertThat(read().errors()).singleElement().asString().startsWith("dangling.yaml: the file can't be read");
        assertThat(DefinitionFiles.read(dir.resolve("missing"), READER).errors())
                .singleElement()
                .asString()
                .contains("missing: the folder of definitions can't be read");
    }

    @Test
    void what_is_read_at_start_lies_in_redis_also_when_redis_comes_later() throws IOException {
        write("a.yaml", "{id: a, nodes: [{id: n, type: noop}]}");
        write("bad.yaml", "no definition");
        try (RedisOfTest redis = new RedisOfTest()) {
            redis.server().kill();
            DefinitionStore store = new DefinitionStore(redis.scripts(), new FewDefinitions());
            try (DefinitionFolder folder = new DefinitionFolder(config(), READER, store)) {
                AtomicInteger told = new AtomicInteger();
                folder.onLoaded(told::incrementAndGet);
                folder.start();
                assertThat(folder.isLoaded()).isFalse();
                assertThat(told).hasValue(0);
                assertThat(readiness(folder)).isEqualTo(HealthCheckResponse.Status.DOWN);

                redis.server().restart();

                await().atMost(Duration.ofSeconds(20)).until(folder::isLoaded);
                folder.onLoaded(told::incrementAndGet);
                await().untilAtomic(told, equalTo(2));
                assertThat(readiness(folder)).isEqualTo(HealthCheckResponse.Status.UP);
                assertThat(store.latest("a").orElseThrow().definition().version())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void what_redis_has_lost_since_is_put_back_and_nothing_else_is_touched() throws IOException {
        write("a.yaml", "{id: a, nodes: [{id: n, type: noop}]}");
        write("b.yaml", "{id: b, nodes: [{id: n, type: noop}]}");
        try (RedisOfTest redis = new RedisOfTest()) {
            DefinitionStore store = new DefinitionStore(redis.scripts(), new FewDefinitions());
            try (DefinitionFolder folder = new DefinitionFolder(config(), READER, store)) {
                folder.start();
                await().until(folder::isLoaded);
                redis.empty();
                long before = store.changes();

                folder.confirm();
                await().until(() -> store.summaries().size() == 2);
                assertThat(store.changes()).isEqualTo(before + 2);
            }
        }
    }

    @Test
    void what_redis_has_lost_is_put_back_also_where_it_does_not_answer_at_once() throws IOException {
        write("a.yaml", "{id: a, nodes: [{id: n, type: noop}]}");
        try (RedisOfTest redis = new RedisOfTest()) {
            DefinitionStore store = new DefinitionStore(redis.scripts(), new FewDefinitions());
            try (DefinitionFolder folder = new DefinitionFolder(config(), READER, store)) {
                folder.start();
                await().until(folder::isLoaded);
                redis.empty();
                redis.server().kill();
                folder.confirm();
                folder.confirm();

                redis.server().restart();

                await().atMost(Duration.ofSeconds(20))
                        .ignoreExceptions()
                        .until(() -> store.summaries().size() == 1);
            }
        }
    }

    @Test
    void a_version_that_redis_lost_and_gave_to_other_content_is_read_anew() {
        Reading.Valid one = (Reading.Valid) READER.read("{id: a, nodes: [{id: one, type: noop}]}", Format.YAML);
        Reading.Valid two = (Reading.Valid) READER.read("{id: a, nodes: [{id: two, type: noop}]}", Format.YAML);
        try (RedisOfTest redis = new RedisOfTest()) {
            DefinitionStore store = new DefinitionStore(redis.scripts(), new FewDefinitions());
            try (DefinitionFolder folder = new DefinitionFolder(config(), READER, store)) {
                store.put(one, DefinitionStore.Source.API, Precondition.NONE);
                redis.empty();
                new DefinitionStore(redis.scripts(), new FewDefinitions())
                        .put(two, DefinitionStore.Source.API, Precondition.NONE);

                folder.confirm();

                assertThat(store.version("a", 1).orElseThrow().definition().nodes())
                        .extracting(Node::id)
                        .containsExactly("two");
            }
        }
    }

    @Test
    void every_example_is_valid() {
        DefinitionFiles files = DefinitionFiles.read(examples(), READER);

        assertThat(files.errors()).isEmpty();
        assertThat(files.definitions()).hasSizeGreaterThanOrEqualTo(5).containsKey("google-drive-monitor.yaml");
    }

    private static HealthCheckResponse.Status readiness(DefinitionFolder folder) {
        return new DefinitionReadiness(folder).call().getStatus();
    }

    private static Path examples() {
        return Path.of(System.getProperty("flowcast.home", "..")).resolve("examples");
    }

    private DefinitionFiles read() {
        return DefinitionFiles.read(dir, READER);
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(dir.resolve(name), content);
    }

    private DefinitionsConfig config() {
        return new FewDefinitions(Optional.of(dir), 100, 100);
    }
}
