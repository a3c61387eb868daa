package io.flowcast.stack.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.stack.FakeHome;
import io.flowcast.stack.process.ChildCommand;
import io.flowcast.stack.process.ChildProcess;
import io.flowcast.stack.process.FreePorts;
import io.flowcast.stack.process.LogSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole command as a process of its own, over services that are fakes and a Redis that is real. */
class UpCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path home;

    private final int base = freeBase();
    private final List<ChildProcess> started = new ArrayList<>();

    @BeforeEach
    void buildFakes() throws IOException {
        FakeHome.in(home);
    }

    @AfterEach
    void killWhatIsLeft() {
        started.forEach(ChildProcess::close);
    }

    @Test
    void tellsWhereEverythingIsAndStopsCleanlyOnSigterm() {
        ChildProcess up = up(Map.of());
        awaitLine(up, "Flowcast is up");
        assertThat(up.log())
                .anyMatch(line -> line.matches(" +gateway-1 +http://localhost:" + base))
                .anyMatch(line -> line.matches(" +gateway-2 +http://localhost:" + (base + 10)))
                .anyMatch(line -> line.matches(" +executor-1 +http://localhost:" + (base + 1)))
                .anyMatch(line -> line.matches("gateway-2 +\\| serving on " + (base + 10) + ".*"))
                .anyMatch(line -> line.contains("curl -N http://localhost:" + (base + 10)));
        List<ProcessHandle> children = childrenOf(up);
        assertThat(children).hasSizeGreaterThanOrEqualTo(4);

        assertThat(up.terminate(Duration.ofSeconds(10))).isTrue();

        assertThat(up.log()).anyMatch(line -> line.contains("nothing left running"));
        awaitGone(children);
    }

    @Test
    void leavesNothingBehindWhenItIsKilled() {
        ChildProcess up = up(Map.of());
        awaitLine(up, "Flowcast is up");
        List<ProcessHandle> children = childrenOf(up);

        up.kill();

        awaitGone(children);
    }

    @Test
    void startsAgainWhatDies() {
        ChildProcess up = up(Map.of());
        awaitLine(up, "Flowcast is up");

        childrenOf(up).stream()
                .filter(child -> child.info().command().orElse("").contains("redis-server"))
                .forEach(ProcessHandle::destroyForcibly);
        awaitLine(up, "redis is back at redis://127.0.0.1:");

        childrenOf(up).stream()
                .filter(child -> child.info().commandLine().orElse("").contains("quarkus.http.port=" + base + " "))
                .forEach(ProcessHandle::destroyForcibly);
        awaitLine(up, "gateway-1 died, exit status 137; starting it again at http://localhost:" + base);
        awaitLine(up, "gateway-1 is back at http://localhost:" + base);
    }

    @Test
    void aTakenPortEndsItWithOneSentence() throws IOException {
        try (ServerSocket squatter = new ServerSocket(base + 10, 1, InetAddress.getLoopbackAddress())) {
            ChildProcess up = up(Map.of());

            assertThat(up.exit().orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(1);
            awaitLine(up, "flowcast: port " + squatter.getLocalPort() + " is in use");
        }
    }

    @Test
    void aRedisOutOfReachEndsItWithOneSentence() {
        ChildProcess up = up(Map.of("REDIS_URL", "redis://127.0.0.1:" + FreePorts.next()));

        assertThat(up.exit().orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(1);
        awaitLine(up, "flowcast: no Redis answers at 127.0.0.1:");
    }

    @Test
    void aServiceThatCannotStartEndsItWithItsLastWords() {
        ChildProcess up = up(Map.of("JDK_JAVA_OPTIONS", "-Dfake.mode=crash"));

        assertThat(up.exit().orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo(1);
        awaitLine(up, "flowcast: executor-1 ended while starting, exit status 3");
    }

    private ChildProcess up(Map<String, String> environment) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dflowcast.home=" + home,
                UpCommand.class.getName(),
                "--port",
                Integer.toString(base));
        ChildProcess up = ChildProcess.start(new ChildCommand("up", command, environment, home), LogSink.NONE);
        started.add(up);
        return up;
    }

    private static List<ProcessHandle> childrenOf(ChildProcess parent) {
        return ProcessHandle.of(parent.pid()).orElseThrow().descendants().toList();
    }

    private static void awaitLine(ChildProcess process, String text) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(process.log()).anyMatch(line -> line.contains(text)));
    }

    private static void awaitGone(List<ProcessHandle> processes) {
        await().atMost(PATIENCE).until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** A base from which every port of two gateways, an executor and the backend is free. */
    private static int freeBase() {
        while (true) {
            int base = FreePorts.next();
            if (List.of(base, base + 1, base + 3, base + 10).stream().allMatch(FreePorts::isFree)) {
                return base;
            }
        }
    }
}
