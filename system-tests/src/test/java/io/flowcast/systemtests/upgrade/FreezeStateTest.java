package io.flowcast.systemtests.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flowcast.stack.Stack;
import io.flowcast.systemtests.harness.RedisCommands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * At a release: writes down what the version that is packaged in the folder {@code -Dflowcast.earlier.home} leaves in Redis, under the
 * name {@code -Dflowcast.write-state}. See docs/upgrades.md.
 */
@Tag("long")
class FreezeStateTest {
    private static final String HOME = System.getProperty("flowcast.earlier.home", "");
    private static final String VERSION = System.getProperty("flowcast.write-state", "");

    @Test
    void whatAVersionLeavesBehindIsWrittenDown(@TempDir Path definitions) throws Exception {
        assumeTrue(!HOME.isEmpty() && !VERSION.isEmpty(), "no state is to be frozen");
        Path file = Path.of("src/test/resources/state", VERSION + ".json");
        assertThat(file).as("what is frozen is never changed again").doesNotExist();

        try (Stack stack = Stack.settings()
                .home(Path.of(HOME))
                .executors(1)
                .gateways(1)
                .definitions(EarlierExecutions.definitions(definitions))
                .start()) {
            Map<String, String> executions = EarlierExecutions.leaveBehind(stack);
            try (RedisCommands redis = new RedisCommands(stack.redis().port())) {
                EarlierState state = EarlierState.of(
                        redis, VERSION, executions, List.of(stack.backend().url(), EarlierExecutions.DEAD_BACKEND));
                Files.createDirectories(file.getParent());
                state.write(file);
            }
        }
    }
}
