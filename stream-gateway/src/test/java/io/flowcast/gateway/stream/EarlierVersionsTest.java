package io.flowcast.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flowcast.gateway.LogWriter;
import io.flowcast.gateway.ShortTimes;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What executors of other versions write, through this gateway: those of released ones, and of one that is to come. */
@QuarkusTest
@TestProfile(ShortTimes.class)
@WithTestResource(RedisTestResource.class)
class EarlierVersionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FROZEN = Path.of("../workflow-events/src/test/resources/contract");

    @TestHTTPResource("/")
    URI base;

    @Inject
    RedisDataSource redis;

    static List<String> versions() throws IOException {
        try (Stream<Path> versions = Files.list(FROZEN)) {
            return versions.map(version -> version.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyEventOfAReleasedVersionPassesAsItWasWritten(String version) throws IOException {
        LogWriter log = new LogWriter(redis).start();
        List<ObjectNode> events = events(version);
        assertThat(events).hasSizeGreaterThan(20);
        events.subList(0, 10).forEach(log::tell);

        try (StreamClient late = StreamClient.to(base, log.id()).open()) {
            late.expectEvents(log.written()).expectSynced();
            events.subList(10, events.size()).forEach(log::tell);
            log.complete();
            late.expectEvents(log.written().subList(11, log.written().size())).expectEnd();
        }
        try (StreamClient again =
                StreamClient.to(base, log.id()).after(log.at(5)).open()) {
            again.expectEvents(log.written().subList(5, log.written().size())).expectEnd();
        }
    }

    @Test
    void eventsAndFieldsOfALaterVersionPassAsTheyWereWritten() throws IOException {
        LogWriter log = new LogWriter(redis).start();
        try (StreamClient client = StreamClient.to(base, log.id()).open()) {
            client.expectEvents(log.written()).expectSynced();
            log.tell(JSON.createObjectNode().put("type", "node.teleported").put("to", "elsewhere"));
            ObjectNode known = (ObjectNode) JSON.readTree("{\"type\":\"node.started\",\"nodeId\":\"a\"}");
            known.putObject("addedLater").put("deep", true);
            log.tell(known).complete();
            client.expectEvents(log.written().subList(1, 4)).expectEnd();
        }
    }

    /** All but those after which nothing comes. */
    private static List<ObjectNode> events(String version) throws IOException {
        List<ObjectNode> events = new ArrayList<>();
        try (Stream<Path> files = Files.list(FROZEN.resolve(version).resolve("events"))) {
            for (Path file : files.sorted().toList()) {
                JsonNode event = JSON.readTree(file.toFile());
                if (!List.of("workflow.completed", "workflow.failed", "workflow.cancelled")
                        .contains(event.path("type").asText())) {
                    events.add((ObjectNode) event);
                }
            }
        }
        return events;
    }
}
