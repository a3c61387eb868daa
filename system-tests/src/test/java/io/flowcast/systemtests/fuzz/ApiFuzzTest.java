package io.flowcast.systemtests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.access.Issuer;
import io.flowcast.stack.RepositoryHome;
import io.flowcast.stack.Stack;
import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.client.Metrics;
import io.flowcast.systemtests.harness.Guard;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.StackExtension;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whatever is asked of any operation of either service, the answer is one that the API is described to give, in time, and what is
 * refused changes nothing. {@code -Dflowcast.fuzz.minutes} and {@code -Dflowcast.fuzz.seed} have it go on for longer.
 */
@Tag("long")
@Timeout(value = 12, unit = TimeUnit.HOURS)
class ApiFuzzTest {
    private static final long KNOWN_SEED = 20_261_123;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Then enough is known for a while. */
    private static final int MOST_FAULTS = 40;

    private static final long MOST_GROWTH = 48L * 1024 * 1024;
    private static final String ADMIN = Guard.ISSUER.token("root", "flowcast-admin", "flowcast-author");
    private static final List<String> TOKENS = List.of(
            ADMIN,
            Guard.ISSUER.token("ann", "flowcast-operator"),
            Guard.ISSUER.token("eve", "flowcast-auditor", "flowcast-author"),
            Guard.ISSUER.token("bob"),
            new Issuer("system").token("root", "flowcast-admin", "flowcast-author"));

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.guarded();

    @Test
    void requestsThatAreKnownAreAnsweredAsDescribedAndChangeNothingWhereRefused() throws Exception {
        run(KNOWN_SEED, Duration.ZERO);
    }

    @Test
    void requestsThatNobodyHasSeenAreAnsweredAsDescribedAndChangeNothingWhereRefused() throws Exception {
        run(freshSeed(), Duration.ZERO);
    }

    @Test
    @EnabledIfSystemProperty(named = "flowcast.fuzz.minutes", matches = "\\d+")
    void requestsForAsLongAsOneLikesAreAnsweredAsDescribed() throws Exception {
        run(
                Long.getLong("flowcast.fuzz.seed", freshSeed()),
                Duration.ofMinutes(Long.getLong("flowcast.fuzz.minutes", 5)));
    }

    private static long freshSeed() {
        return ThreadLocalRandom.current().nextLong(1, Integer.MAX_VALUE);
    }

    private static void run(long seed, Duration time) throws Exception {
        FLOWCAST.servers().assumeOne("what is written is looked for in all keys of one server");
        System.out.printf("Requests with seed %d begin%n", seed);
        Stack stack = FLOWCAST.stack();
        List<Service> services = List.of(stack.gateway(0), stack.executor(0));
        FlowcastApi api = FLOWCAST.api(0).as(ADMIN);
        Cast cast = new Cast(api);
        Oracle oracle = new Oracle(
                Files.readString(RepositoryHome.find().resolve("docs/protocol.md")),
                Stream.concat(
                                TOKENS.stream(),
                                Stream.of(Guard.HOOK_SECRET, stack.backend().webhookSecret()))
                        .toList());
        List<Operation> operations = Operation.of(
                new ObjectMapper().readTree(api.get("/q/openapi?format=json").body()));
        cast.dismissed();
        try (RedisCommands redis = FLOWCAST.redis()) {
            Campaign campaign = new Campaign(seed, services, operations, cast, TOKENS, oracle, new Keyspace(redis));
            long end = System.nanoTime() + time.toNanos();
            Map<String, Long> before = heaps(services);
            do {
                campaign.round(time.isZero() ? 4 : 12);
            } while (System.nanoTime() < end && campaign.faults().size() < MOST_FAULTS);
            System.out.print(campaign);
            assertThat(campaign.faults().entrySet().stream()
                            .map(fault -> fault.getKey() + "\n  " + fault.getValue())
                            .collect(Collectors.joining("\n")))
                    .as("faults; to repeat them: -Dflowcast.fuzz.seed=%d", seed)
                    .isEmpty();
            // What was refused is sent again once all that ran was ended: some of it is taken then, and starts or keeps
            // executions.
            System.out.printf("Started by what was sent again: %s%n", cast.underWay());
            cast.dismissed();
            wellAfterwards(services, cast, before);
        }
    }

    private static void wellAfterwards(List<Service> services, Cast cast, Map<String, Long> before) throws Exception {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(services).allMatch(Service::isReady);
            assertThat(cast.underWay()).as("executions that do not end").isEmpty();
            assertThat(Metrics.of(FLOWCAST.http(), services.getFirst()).sum("flowcast_stream_connections"))
                    .as("streams that stay")
                    .isZero();
        });
        Map<String, Long> after = heaps(services);
        before.forEach((name, bytes) -> assertThat(after.get(name) - bytes)
                .as("bytes that the heap of %s has grown by", name)
                .isLessThan(MOST_GROWTH));
    }

    private static Map<String, Long> heaps(List<Service> services) throws Exception {
        Map<String, Long> heaps = new java.util.TreeMap<>();
        for (Service service : services) {
            heaps.put(service.name(), Metrics.ofLive(FLOWCAST.http(), service).heapBytes());
        }
        return heaps;
    }
}
