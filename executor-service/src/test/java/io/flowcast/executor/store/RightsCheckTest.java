package io.flowcast.executor.store;

import static io.flowcast.executor.store.Samples.id;
import static io.flowcast.executor.store.Samples.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowcast.stack.redis.RedisUsers;
import io.vertx.redis.client.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The user that is shipped for executors: enough, no more than is looked for, and every lack is told. */
final class RightsCheckTest {

    @RegisterExtension
    static final RedisUnderTest REDIS = new RedisUnderTest(1);

    /** What connections are made and listened with: each has a test of its own, or is told at once. */
    private static final Set<String> OF_CONNECTIONS =
            Set.of("ping", "info", "subscribe", "unsubscribe", "evalsha", "eval");

    private static final Pattern CALL = Pattern.compile("redis\\.p?call\\(\\s*'([A-Z]+)'");

    private static final Pattern COMMAND = Pattern.compile("Command\\.([A-Z_]+)");
    /** What follows the prefix of a partition's keys. */
    private static final Pattern KIND = Pattern.compile("prefix \\.\\. '([a-z]+)");

    private final Rights rights = new Rights();
    private final RightsCheck check = new RightsCheck(REDIS.scripts(), rights);

    @AfterEach
    void grantAll() {
        grant(RedisUsers.rules(RedisUsers.EXECUTOR).toArray(String[]::new));
        check.look();
    }

    @Test
    void nothingIsRefusedToTheUserThatIsShippedAndNothingStaysBehind() {
        check.look();

        assertThat(rights.refused()).isEmpty();
        assertThat(REDIS.dump().keySet()).noneMatch(key -> key.contains("rights"));
        assertThat(new RightsReadiness(rights).call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void eachCommandThatItHasIsNeededAndNamedWhereItIsTaken() {
        for (String command : commands()) {
            grant("-" + command);
            check.look();
            assertThat(rights.refused()).containsOnlyKeys(command.toUpperCase(Locale.ROOT));
            grant("+" + command);
            check.look();
            assertThat(rights.refused()).isEmpty();
        }
    }

    @Test
    void everyCommandOfEveryScriptIsLookedFor() throws IOException {
        Set<String> called = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources/io/flowcast/executor"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".lua")).toList()) {
                CALL.matcher(Files.readString(file)).results().forEach(call -> called.add(call.group(1)));
            }
        }

        assertThat(called).hasSizeGreaterThan(30);
        assertThat(commands())
                .containsAll(called.stream()
                        .map(command -> command.toLowerCase(Locale.ROOT))
                        .toList());
    }

    @Test
    void nothingIsGrantedThatNoScriptAndNoClassUses() throws IOException {
        Set<String> used = new TreeSet<>();
        Set<String> kinds = new TreeSet<>(Set.of("rights"));
        try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
            for (Path file : files.filter(path -> path.toString().matches(".*\\.(lua|java)"))
                    .toList()) {
                String text = Files.readString(file);
                if (file.endsWith("rights.lua")) {
                    continue;
                }
                CALL.matcher(text)
                        .results()
                        .forEach(call -> used.add(call.group(1).toLowerCase(Locale.ROOT)));
                COMMAND.matcher(text)
                        .results()
                        .forEach(call -> used.add(call.group(1).toLowerCase(Locale.ROOT)));
                KIND.matcher(text).results().forEach(kind -> kinds.add(kind.group(1)));
            }
        }
        assertThat(used).containsAll(rules("+"));
        assertThat(kinds)
                .containsAll(rules("~flow:{*}").stream()
                        .map(key -> key.replace("flow:{*}:", "").replaceAll("[:*]+$", ""))
                        .toList());
        assertThat(kinds)
                .containsAll(rules("&").stream()
                        .map(channel -> channel.replace("flow:{*}:", "").replaceAll("[:*]+$", ""))
                        .toList());
    }

    @Test
    void eachKindOfKeyThatItHasIsNeededAndNamedWhereItIsTaken() {
        List<String> keys = rules("~flow:{*}");
        assertThat(keys).hasSizeGreaterThan(14);
        for (String key : keys) {
            if (key.contains("rights")) {
                continue; // the check's own
            }
            grant("resetkeys");
            keys.stream().filter(other -> !other.equals(key)).forEach(other -> grant("~" + other));
            rules("~flow:{definitions}").forEach(other -> grant("~" + other));
            check.look();
            String name = key.replace("{*}", "{0}").replaceAll(":?\\*$", "");
            assertThat(rights.refused().keySet()).isNotEmpty().allMatch(refused -> refused.startsWith(name));
        }
    }

    @Test
    void missingKeysAndChannelsAndScriptsAreNamed() {
        grant("resetchannels");
        check.look();
        assertThat(rights.refused()).containsOnlyKeys("PUBLISH");
        grant("&flow:{*}:events:*", "resetkeys", "~flow:{0}:*");
        check.look();
        assertThat(rights.refused()).containsOnlyKeys("scripts");
        assertThat(rights.refused().get("scripts")).containsPattern("NOPERM.* key");
        grant("allkeys", "-evalsha");
        check.look();
        assertThat(rights.refused().get("scripts")).contains("evalsha");
        assertThat(new RightsReadiness(rights).call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(new RightsReadiness(rights).call().getData().orElseThrow()).containsKey("scripts");
    }

    @Test
    void whileAnythingIsRefusedNoScriptRunsThatWouldDoTheHalfOfItsWork() {
        RedisExecutionStore store = REDIS.store("one", RedisUnderTest.SETTINGS);
        grant("-zadd");
        check.look();

        assertThatThrownBy(() -> store.create(started(id())))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("ZADD");
        assertThat(REDIS.dump().keySet()).noneMatch(key -> key.contains(":log:"));

        grant("+zadd");
        check.look();
        assertThat(store.create(started(id()))).isInstanceOf(Created.Written.class);
    }

    @Test
    void aRefusalThatNobodyHasLookedForYetIsLookedForAtOnce() {
        RedisExecutionStore store = REDIS.store("one", RedisUnderTest.SETTINGS);
        check.look();
        grant("-zadd");

        assertThatThrownBy(() -> store.create(started(id()))).isInstanceOf(StoreUnavailable.class);

        assertThat(rights.refused()).containsOnlyKeys("ZADD");
    }

    private static List<String> rules(String beginning) {
        return RedisUsers.rules(RedisUsers.EXECUTOR).stream()
                .filter(rule -> rule.startsWith(beginning))
                .map(rule -> rule.substring(1))
                .toList();
    }

    private static List<String> commands() {
        return rules("+").stream()
                .filter(command -> !OF_CONNECTIONS.contains(command))
                .toList();
    }

    private static void grant(String... rules) {
        List<String> words = new ArrayList<>(List.of("SETUSER", RedisUsers.EXECUTOR));
        words.addAll(List.of(rules));
        REDIS.call(Command.ACL, words.toArray(String[]::new));
    }
}
