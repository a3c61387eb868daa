package io.flowcast.gateway.read;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.gateway.LogWriter;
import io.flowcast.gateway.ShortTimes;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ShortTimes.class)
@WithTestResource(RedisTestResource.class)
class ExecutionsTest {
    private static final String EXECUTIONS = "/api/workflow/executions";

    @Inject
    RedisDataSource redis;

    @BeforeEach
    void emptyRedis() {
        redis.flushall();
    }

    @Test
    void thoseThatAnExecutionStartedAreListed() {
        LogWriter parent = new LogWriter(redis).start();
        String id = parent.id().toString();
        List<String> children = new ArrayList<>();
        for (int item = 0; item < 3; item++) {
            LogWriter child = new LogWriter(redis).start().fields(Map.of("parent", id + " each 0 " + item));
            redis.sortedSet(String.class)
                    .zadd(
                            RedisKeys.of(parent.id()).parentIndex(parent.id()),
                            1_764_000_000_000.0 + item,
                            child.id().toString());
            children.add(child.id().toString());
        }

        String next = when().get(EXECUTIONS + "/" + id + "/children?limit=2")
                .then()
                .statusCode(200)
                .body("executions.executionId", contains(children.get(2), children.get(1)))
                .body("executions[0].parent.item", equalTo(2))
                .body("stats.total", equalTo(3))
                .extract()
                .path("nextCursor");
        when().get(EXECUTIONS + "/" + id + "/children?limit=2&cursor=" + next)
                .then()
                .statusCode(200)
                .body("executions.executionId", contains(children.getFirst()))
                .body("", not(hasKey("nextCursor")));
        when().get(EXECUTIONS + "/" + children.getFirst() + "/children")
                .then()
                .statusCode(200)
                .body("executions", hasSize(0));
        when().get(EXECUTIONS + "/" + id + "/children?limit=0").then().statusCode(400);
        when().get(EXECUTIONS + "/wf_exec_0_01JD8Q4GZ3T9X6N2R5V7W1Y0AB/children")
                .then()
                .statusCode(404);
    }

    @Test
    void aDetailShowsNodesSpansAndDefinition() {
        LogWriter log = new LogWriter(redis)
                .start()
                .log(2)
                .fields(Map.of(
                        "input",
                        "{\"total\":12.50}",
                        "traceId",
                        "0af7651916cd43dd8448eb211c80319c",
                        "definition",
                        "{\"nodes\":[{\"id\":\"first\",\"type\":\"http\",\"name\":\"First\"},"
                                + "{\"id\":\"second\",\"type\":\"wait\"},{\"id\":\"third\",\"type\":\"noop\"}]}",
                        "node:first",
                        "{\"status\":\"completed\",\"startedSeq\":2,\"startTime\":1764000000010,"
                                + "\"endTime\":1764000000030,\"duration\":20,\"attempt\":2,\"executor\":\"e1\","
                                + "\"until\":1764000000500,\"retryAt\":1764000000020}",
                        "output:first",
                        "{\"status\":200}",
                        "node:second",
                        "{\"status\":\"waiting\",\"startedSeq\":3,\"startTime\":1764000000040,\"attempt\":1,"
                                + "\"until\":1764000060000}"));
        String id = log.id().toString();

        when().get(EXECUTIONS + "/" + id)
                .then()
                .statusCode(200)
                .body("executionId", equalTo(id))
                .body("workflowName", equalTo("Test"))
                .body("status", equalTo("running"))
                .body("startTime", equalTo("2025-11-24T16:00:00Z"))
                .body("", not(hasKey("endTime")))
                .body("input.total", equalTo(12.50f))
                .body("lastEventId", equalTo(log.last().toString()))
                .body("nodesExecuted", contains("first", "second"))
                .body("nodeDetails.first.status", equalTo("completed"))
                .body("nodeDetails.first.type", equalTo("http"))
                .body("nodeDetails.first.duration", equalTo(20))
                .body("nodeDetails.first.output.status", equalTo(200))
                .body("nodeDetails.first.until", nullValue())
                .body("nodeDetails.first.retryAt", nullValue())
                .body("nodeDetails.second.until", equalTo("2025-11-24T16:01:00Z"))
                .body("nodeDetails.third.status", equalTo("pending"))
                .body("spans", hasSize(3))
                .body("spans[0].parent", nullValue())
                .body("spans[0].status", equalTo("unset"))
                .body("spans[1].name", equalTo("First"))
                .body("spans[1].status", equalTo("ok"))
                .body("spans[1].end", equalTo("2025-11-24T16:00:00.030Z"))
                .body("traceId", equalTo("0af7651916cd43dd8448eb211c80319c"))
                .body("definition.nodes", hasSize(3));
    }

    @Test
    void aDetailAndAListShowWhereAnExecutionComesFromAndWhatCameOfIt() {
        String parent = "wf_exec_0_01KAVQ6C0G3V8R7T2N5M9P4XYZ";
        String other = "wf_exec_0_01KAVQ7D1H4W9S8V3P6N0Q5ABC";
        LogWriter log = new LogWriter(redis)
                .start()
                .fields(Map.of(
                        "parent",
                        parent + " ship 0",
                        "trigger",
                        "schedule",
                        "retryOf",
                        parent,
                        "retriedBy",
                        other,
                        "rerunOf",
                        other,
                        "rerunBy",
                        other + " " + parent,
                        "node:first",
                        "{\"status\":\"completed\",\"endTime\":1764000000030,\"reused\":true}"));

        redis.execute(
                "ZADD", new RedisKeys(0).index(), "1764000000000", log.id().toString());

        for (String at : List.of("", "executions[0].")) {
            when().get(EXECUTIONS + (at.isEmpty() ? "/" + log.id() : ""))
                    .then()
                    .statusCode(200)
                    .body(at + "parent.executionId", equalTo(parent))
                    .body(at + "parent.nodeId", equalTo("ship"))
                    .body(at + "trigger", equalTo("schedule"))
                    .body(at + "retryOf", equalTo(parent))
                    .body(at + "retriedBy", equalTo(other))
                    .body(at + "rerunOf", equalTo(other))
                    .body(at + "rerunBy", contains(other, parent))
                    .body(at + "links", nullValue());
        }
        when().get(EXECUTIONS + "/" + log.id())
                .then()
                .body("nodeDetails.first.reused", equalTo(true))
                .body("nodesExecuted", hasSize(0));
    }

    @Test
    void theLogCanBeReadInPages() {
        LogWriter log = new LogWriter(redis).start().log(9);
        String events = EXECUTIONS + "/" + log.id() + "/events";

        when().get(events + "?limit=4")
                .then()
                .statusCode(200)
                .body("events", hasSize(4))
                .body("events[0].data.type", equalTo("workflow.started"))
                .body("events[3].id", equalTo(log.at(4).toString()))
                .body("complete", equalTo(false));
        when().get(events + "?after=" + log.at(4))
                .then()
                .body("events", hasSize(6))
                .body("events[0].data.seq", equalTo(5))
                .body("lastEventId", equalTo(log.last().toString()))
                .body("complete", equalTo(true));
    }

    @Test
    void aCursorThatTheLogDoesNotKnowIsAProblem() {
        LogWriter log = new LogWriter(redis).start().log(9);
        String events = EXECUTIONS + "/" + log.id() + "/events";
        problem(400, events + "?after=3-1").body("detail", containsString("3-1"));
        problem(400, events + "?after=99-1");
        problem(400, events + "?after=garbage&limit=0")
                .body("errors", hasSize(2))
                .body("detail", containsString("after"))
                .body("detail", containsString("limit"));
        log.trim(3);
        problem(410, events + "?after=" + log.at(2))
                .body("firstEventId", equalTo(log.at(8).toString()))
                .body("detail", containsString(log.at(8).toString()));
    }

    @Test
    void aListCanBeBoundedByTheTimeOfStart() {
        List<String> started = new ArrayList<>();
        for (int second = 0; second < 10; second++) {
            started.add(index(1_764_000_000_000L + 1_000L * second, "completed", "test")
                    .toString());
        }
        String bounded = EXECUTIONS + "?limit=3&from=2025-11-24T16:00:02Z&to=2025-11-24T16:00:07Z";

        String next = when().get(bounded)
                .then()
                .statusCode(200)
                .body("executions.executionId", contains(started.get(6), started.get(5), started.get(4)))
                .body("stats.total", equalTo(10))
                .extract()
                .path("nextCursor");
        when().get(bounded + "&cursor=" + next)
                .then()
                .body("executions.executionId", contains(started.get(3), started.get(2)))
                .body("nextCursor", nullValue());
        when().get(EXECUTIONS + "?to=2025-11-24T16:00:01Z&cursor=" + next)
                .then()
                .body("executions.executionId", contains(started.getFirst()));
        given().queryParam("from", "2025-11-24T17:00:09+01:00")
                .get(EXECUTIONS)
                .then()
                .body("executions.executionId", contains(started.get(9)));
        problem(400, EXECUTIONS + "?from=yesterday&to=-1").body("errors", hasSize(2));
    }

    @Test
    void pagesHoldEveryExecutionOnceLatestFirstWhateverComesMeanwhile() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            expected.add(index(1764000000000L + i / 4, "completed", "test").toString());
        }
        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            var page = given().queryParam("limit", 7)
                    .queryParams(cursor == null ? Map.of() : Map.of("cursor", cursor))
                    .get(EXECUTIONS)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            seen.addAll(page.getList("executions.executionId"));
            cursor = page.getString("nextCursor");
            index(1764000009000L, "running", "test");
        } while (cursor != null);

        assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(seen).doesNotHaveDuplicates();
    }

    @Test
    void listsObeyTheirFiltersAndStatisticsTheWorkflowOnly() {
        index(1, "completed", "test");
        index(2, "failed", "test");
        index(3, "failed", "other");

        when().get(EXECUTIONS + "?status=failed")
                .then()
                .body("executions", hasSize(2))
                .body("executions[0].workflowId", equalTo("other"))
                .body("stats.total", equalTo(3))
                .body("stats.failed", equalTo(2))
                .body("stats.running", equalTo(0));
        when().get(EXECUTIONS + "?workflowId=test&status=failed")
                .then()
                .body("executions", hasSize(1))
                .body("stats.total", equalTo(2))
                .body("stats.failed", equalTo(1));
    }

    @Test
    void aListThatHasNotChangedIsNotSentAgain() {
        index(1, "completed", "test");
        for (String path : List.of(EXECUTIONS, "/api/workflow/definitions")) {
            String tag = when().get(path)
                    .then()
                    .statusCode(200)
                    .contentType("application/json")
                    .header("Cache-Control", "private, no-cache")
                    .extract()
                    .header("ETag");
            given().header("If-None-Match", "\"other\", " + tag)
                    .get(path)
                    .then()
                    .statusCode(304)
                    .header("ETag", tag)
                    .body(emptyString());
            given().header("If-None-Match", "\"other\"").get(path).then().statusCode(200);
        }
        String tag = when().get(EXECUTIONS).header("ETag");
        index(2, "completed", "test");
        given().header("If-None-Match", tag)
                .get(EXECUTIONS)
                .then()
                .statusCode(200)
                .body("executions", hasSize(2));
    }

    @Test
    void aListCostsAFewCommands() {
        for (int i = 0; i < 60; i++) {
            index(i, "completed", "test");
        }
        when().get(EXECUTIONS).then().statusCode(200);
        redis.execute("CONFIG", "RESETSTAT");
        when().get(EXECUTIONS).then().statusCode(200).body("executions", hasSize(50));
        String scripts = redis.execute("INFO", "commandstats")
                .toString()
                .lines()
                .filter(line -> line.startsWith("cmdstat_evalsha_ro:"))
                .findFirst()
                .orElseThrow();
        // The page, two of summaries, the counts; and maybe a probe.
        assertThat(Integer.parseInt(scripts.replaceAll(".*:calls=(\\d+),.*", "$1")))
                .isBetween(4, 30);
    }

    @Test
    void anEmptyListHasStatisticsToo() {
        when().get(EXECUTIONS)
                .then()
                .statusCode(200)
                .body("executions", hasSize(0))
                .body("stats.total", equalTo(0))
                .body("", not(hasKey("nextCursor")));
    }

    @Test
    void everyBadParameterIsNamed() {
        problem(400, EXECUTIONS + "?status=odd&limit=201&cursor=x&workflowId=A")
                .body("errors", hasSize(4))
                .body("detail", containsString("status"))
                .body("detail", containsString("limit"))
                .body("detail", containsString("cursor"))
                .body("detail", containsString("workflowId"));
        for (String limit : List.of("0", "-1", "1e2", "99999999999")) {
            problem(400, EXECUTIONS + "?limit=" + limit).body("detail", containsString("limit"));
        }
    }

    @Test
    void anExecutionThatCannotBeReadIsNoOutageAndDoesNotHideTheOthers() {
        LogWriter broken = new LogWriter(redis).start().fields(Map.of("node:a", "no JSON"));
        LogWriter sound = new LogWriter(redis).start();
        for (LogWriter log : List.of(broken, sound)) {
            redis.execute(
                    "ZADD", new RedisKeys(0).index(), "1764000000000", log.id().toString());
        }
        problem(500, EXECUTIONS + "/" + broken.id());
        when().get(EXECUTIONS)
                .then()
                .statusCode(200)
                .body("executions.executionId", contains(sound.id().toString()));
    }

    @Test
    void theUnknownIsNotFoundAndTheMalformedNamed() {
        ExecutionId unknown = LogWriter.randomId();
        problem(404, EXECUTIONS + "/" + unknown)
                .body("type", equalTo("unknown-execution"))
                .body("detail", containsString(unknown.toString()));
        problem(404, EXECUTIONS + "/" + unknown + "/events").body("type", equalTo("unknown-execution"));
        problem(404, EXECUTIONS + "/" + unknown + "/stream").body("type", equalTo("unknown-execution"));
        for (String path : List.of("", "/events", "/stream")) {
            problem(400, EXECUTIONS + "/wf_exec_00_x" + path)
                    .body("type", equalTo("invalid-execution-id"))
                    .body("detail", containsString("wf_exec_00_x"));
        }
        problem(404, "/api/workflow/definitions/nothing").body("type", equalTo("unknown-workflow"));
        problem(404, "/api/workflow/nothing").body("type", equalTo("not-found"));
        problem(404, "/api/nothing");
    }

    @Test
    void definitionsAreListedAndRead() {
        redis.hash(String.class).hset(RedisKeys.DEFINITIONS, Map.of("b", summary("b", 2), "a", summary("a", 1)));
        for (int version = 1; version <= 2; version++) {
            redis.hash(String.class)
                    .hset(
                            RedisKeys.definition("b"),
                            Integer.toString(version),
                            "{\"summary\":" + summary("b", version) + ",\"definition\":{\"id\":\"b\",\"n\":" + version
                                    + "}}");
        }
        String definitions = "/api/workflow/definitions";
        when().get(definitions)
                .then()
                .statusCode(200)
                .body("definitions.id", contains("a", "b"))
                .body("definitions[1].version", equalTo(2))
                .body("definitions[1].updatedAt", equalTo("2025-11-24T16:00:00Z"));
        when().get(definitions + "/b").then().body("version", equalTo(2)).body("definition.n", equalTo(2));
        when().get(definitions + "/b?version=1").then().body("definition.n", equalTo(1));
        when().get(definitions + "/b").then().header("ETag", "\"2-0123456789abcdef\"");
        when().get(definitions + "/b?version=1").then().header("ETag", "\"1-0123456789abcdef\"");
        given().header("If-None-Match", "\"2-0123456789abcdef\"")
                .get(definitions + "/b")
                .then()
                .statusCode(304)
                .body(emptyString());
        problem(404, definitions + "/b?version=3");
        problem(404, definitions + "/c");
        problem(400, definitions + "/b?version=latest");
    }

    @Test
    void theTextOfADefinitionIsReadAsItsAuthorWroteIt() {
        String old = summary("w", 1);
        String kept = summary("w", 2).replaceFirst("}$", ",\"textHash\":\"fedcba98765432\"}");
        redis.hash(String.class).hset(RedisKeys.DEFINITIONS, "w", kept);
        redis.hash(String.class)
                .hset(
                        RedisKeys.definition("w"),
                        Map.of(
                                "1",
                                "{\"summary\":" + old + ",\"definition\":{\"id\":\"w\"}}",
                                "2",
                                "{\"summary\":" + kept + ",\"definition\":{\"id\":\"w\"},\"text\":{\"mediaType\":"
                                        + "\"application/yaml\",\"content\":\"# größer\\nid: w\\n\"}}"));
        String definition = "/api/workflow/definitions/w";
        String tag = "\"2-0123456789abcdef-fedcba98\"";
        byte[] text = when().get(definition + "/text")
                .then()
                .statusCode(200)
                .header("Content-Type", startsWith("application/yaml"))
                .header("ETag", tag)
                .extract()
                .asByteArray();
        assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo("# größer\nid: w\n");
        when().get(definition).then().header("ETag", tag).body("text", equalTo("application/yaml"));
        given().header("If-None-Match", tag).get(definition + "/text").then().statusCode(304);
        when().get(definition + "?version=1").then().body("$", not(hasKey("text")));
        when().get(definition + "/text?version=1")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("ETag", "\"1-0123456789abcdef\"")
                .body("id", equalTo("w"));
        problem(404, definition + "/text?version=3");
        problem(404, "/api/workflow/definitions/c/text");
        problem(400, definition + "/text?version=latest");
    }

    @Test
    void triggersAreShownWithTheirLastAndNextFiring() {
        String summary = summary("t", 1).replaceFirst("}$", ",\"triggers\":[\"schedule\",\"webhook\"]}");
        redis.hash(String.class).hset(RedisKeys.DEFINITIONS, "t", summary);
        redis.hash(String.class)
                .hset(RedisKeys.definition("t"), "1", "{\"summary\":" + summary + ",\"definition\":{\"id\":\"t\"}}");
        redis.hash(String.class)
                .hset(
                        RedisKeys.TRIGGERS,
                        RedisKeys.trigger("t", 0),
                        "{\"type\":\"schedule\",\"nextAt\":1764086400000,\"last\":{\"at\":1764000000000,"
                                + "\"outcome\":\"skipped\",\"detail\":\"busy\"}}");
        String definitions = "/api/workflow/definitions";
        for (String at : List.of("definitions[0].triggers", "triggers")) {
            when().get(at.equals("triggers") ? definitions + "/t" : definitions)
                    .then()
                    .statusCode(200)
                    .body(at + "[0].type", equalTo("schedule"))
                    .body(at + "[0].nextAt", equalTo("2025-11-25T16:00:00Z"))
                    .body(at + "[0].last.at", equalTo("2025-11-24T16:00:00Z"))
                    .body(at + "[0].last.outcome", equalTo("skipped"))
                    .body(at + "[1].type", equalTo("webhook"))
                    .body(at + "[1]", not(hasKey("last")));
        }
        // What triggers did is news, though the version is the same.
        given().header("If-None-Match", "\"1-0123456789abcdef\"")
                .get(definitions + "/t")
                .then()
                .statusCode(200);
    }

    @Test
    void theVersionsOfADefinitionAreListedLatestFirst() {
        for (int version = 8; version <= 11; version++) {
            redis.hash(String.class)
                    .hset(RedisKeys.definitionVersions("b"), Integer.toString(version), summary("b", version));
        }
        String versions = "/api/workflow/definitions/b/versions";
        when().get(versions)
                .then()
                .statusCode(200)
                .body("id", equalTo("b"))
                .body("versions.version", contains(11, 10, 9, 8))
                .body("versions[0].updatedAt", equalTo("2025-11-24T16:00:00Z"))
                .body("versions[0].source", equalTo("file"))
                .body("versions[0]", not(hasKey("contentHash")));
        problem(404, "/api/workflow/definitions/c/versions");
    }

    @Test
    void theDescriptionOfTheApiIsServed() {
        when().get("/q/openapi").then().statusCode(200).body(containsString("/api/workflow/executions/{id}/events"));
    }

    private static ValidatableResponse problem(int status, String path) {
        return when().get(path)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status))
                .body("instance", equalTo(path.replaceAll("\\?.*", "")));
    }

    private ExecutionId index(long startTime, String status, String workflow) {
        LogWriter log = new LogWriter(redis)
                .start()
                .fields(Map.of("status", status, "workflowId", workflow, "startTime", Long.toString(startTime)));
        for (String index :
                List.of("", ":" + status, ":workflow:" + workflow, ":workflow:" + workflow + ":" + status)) {
            redis.execute(
                    "ZADD",
                    "flow:{0}:index" + index,
                    Long.toString(startTime),
                    log.id().toString());
        }
        return log.id();
    }

    private static String summary(String id, int version) {
        return "{\"id\":\"" + id + "\",\"name\":\"N\",\"version\":" + version
                + ",\"source\":\"file\",\"updatedAt\":1764000000000,\"contentHash\":\"0123456789abcdef0123456789abcdef\"}";
    }
}
