package io.flowcast.systemtests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.client.Metrics;
import io.flowcast.systemtests.harness.Guard;
import io.flowcast.systemtests.harness.StackExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What is not HTTP is refused or cut off by both services, in the time that their settings say, and harms nobody else.
 * {@code -Dflowcast.fuzz.torn} says how many are made up by chance, {@code -Dflowcast.fuzz.seed} which.
 */
@Tag("long")
@Timeout(value = 2, unit = TimeUnit.HOURS)
class BrokenHttpTest {
    /** As {@code flowcast.api.body-timeout} has it. */
    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SENDERS = 12;
    private static final int TORN = 150;
    private static final String WELL = BrokenRequests.WELL.formatted(
            "Authorization: Bearer " + Guard.ISSUER.token("root", "flowcast-admin", "flowcast-author") + "\r\n");

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.guarded();

    /** What is to be sent, and what came of it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Case(Service service, String name, byte[] bytes, boolean half) {}

    @Test
    void whatIsBrokenIsRefusedOrCutOff() throws Exception {
        long seed =
                Long.getLong("flowcast.fuzz.seed", ThreadLocalRandom.current().nextLong(1, Integer.MAX_VALUE));
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        List<Case> cases = new ArrayList<>();
        for (Service service : services()) {
            BrokenRequests.halves()
                    .forEach((name, text) -> cases.add(new Case(service, name, BrokenRequests.bytes(text), true)));
            BrokenRequests.whole()
                    .forEach((name, text) -> cases.add(new Case(service, name, BrokenRequests.bytes(text), false)));
            BrokenRequests.torn(random, Integer.getInteger("flowcast.fuzz.torn", TORN))
                    .forEach((name, bytes) -> cases.add(new Case(service, name, bytes, false)));
        }
        Map<String, Integer> answered = new LinkedHashMap<>();
        List<String> faults = all(cases, answered);
        System.out.printf("Broken requests with seed %d: %d, answered %s%n", seed, cases.size(), answered);
        assertThat(faults)
                .as("faults; to repeat them: -Dflowcast.fuzz.seed=%d", seed)
                .isEmpty();
        nothingIsLeft();
    }

    @Test
    void whoGoesAwayAfterAnyByteOfARequestLeavesNothingBehind() throws Exception {
        byte[] request = BrokenRequests.bytes(WELL);
        for (Service service : services()) {
            for (int length = 0; length <= request.length; length++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
                    socket.getOutputStream().write(request, 0, length);
                    if (length % 2 == 0) {
                        // With a reset instead of an end.
                        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                    }
                }
            }
        }
        nothingIsLeft();
    }

    private static List<Service> services() {
        return List.of(FLOWCAST.stack().gateway(1), FLOWCAST.stack().executor(1));
    }

    private static List<String> all(List<Case> cases, Map<String, Integer> answered) throws InterruptedException {
        Queue<Case> waiting = new ConcurrentLinkedQueue<>(
                cases.stream().filter(one -> !one.half()).toList());
        Queue<String> faults = new ConcurrentLinkedQueue<>();
        Queue<String> answers = new ConcurrentLinkedQueue<>();
        List<Thread> senders = new ArrayList<>();
        // Each of these has to be waited for.
        cases.stream()
                .filter(Case::half)
                .forEach(one -> senders.add(Thread.ofVirtual().start(() -> send(one, faults, answers))));
        for (int i = 0; i < SENDERS; i++) {
            senders.add(Thread.ofVirtual().start(() -> {
                for (Case next = waiting.poll(); next != null; next = waiting.poll()) {
                    send(next, faults, answers);
                }
            }));
        }
        for (Thread sender : senders) {
            sender.join();
        }
        answers.stream().sorted().forEach(answer -> answered.merge(answer, 1, Integer::sum));
        return List.copyOf(faults);
    }

    private static void send(Case one, Queue<String> faults, Queue<String> answers) {
        try {
            Raw raw = Raw.of(one.service().port(), one.bytes(), false, PATIENCE);
            answers.add(
                    raw.statuses().isEmpty()
                            ? "closed"
                            : raw.statuses().toString().replaceAll("(\\d+)(, \\1)+", "$1…"));
            String fault = fault(one, raw);
            if (!fault.isEmpty()) {
                faults.add(one.service().name() + ", " + one.name() + ": " + fault + "\n    "
                        + Call.cut(new String(one.bytes(), StandardCharsets.ISO_8859_1)) + "\n  -> "
                        + Call.cut(raw.text()));
            }
        } catch (IOException e) {
            faults.add(one.service().name() + ", " + one.name() + ": " + e);
        }
    }

    private static String fault(Case one, Raw raw) {
        if (raw.statuses().stream().anyMatch(status -> status >= 500)) {
            return "it is " + raw.statuses();
        }
        // Frames of HTTP/2 answer its preface.
        boolean inFrames = new String(one.bytes(), StandardCharsets.ISO_8859_1).startsWith("PRI * HTTP/2.0\r\n\r\nSM")
                && !raw.text().isEmpty();
        if (raw.statuses().isEmpty() && !raw.closed() && !inFrames) {
            return "neither answered nor closed within " + raw.took();
        }
        if (one.half() && raw.statuses().stream().anyMatch(status -> status >= 200 && status < 400)) {
            return "taken for whole: " + raw.statuses();
        }
        Duration most = one.half() ? BODY_TIMEOUT : BODY_TIMEOUT.multipliedBy(2);
        if (raw.took().compareTo(most.plusSeconds(20)) > 0) {
            return "it took " + raw.took();
        }
        if (raw.text().contains("smuggled")) {
            return "what was hidden in a body was taken for a request";
        }
        return "";
    }

    /** A request that is well is answered, and no connection stays. */
    private static void nothingIsLeft() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (Service service : services()) {
                Raw well = Raw.of(service.port(), BrokenRequests.bytes(WELL), false, PATIENCE);
                assertThat(well.statuses()).as(service.name()).containsExactly(422);
                assertThat(connections(service))
                        .as("connections that %s keeps", service.name())
                        .isLessThan(40);
            }
            assertThat(Metrics.of(FLOWCAST.http(), services().getFirst()).sum("flowcast_stream_connections"))
                    .isZero();
        });
    }

    /** That it has, of whatever kind. */
    private static long connections(Service service) throws IOException {
        Path descriptors = Path.of("/proc", Long.toString(service.pid()), "fd");
        try (Stream<Path> all = Files.list(descriptors)) {
            return all.filter(BrokenHttpTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException gone) {
            return false;
        }
    }
}
