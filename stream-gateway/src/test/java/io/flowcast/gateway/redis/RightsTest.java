package io.flowcast.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.stack.redis.RedisUsers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The user that is shipped has the rights that this service uses, and no others. All tests of streams and reads are that user. */
final class RightsTest {
    private static final Pattern CALL = Pattern.compile("redis\\.p?call\\(\\s*'([A-Z]+)'");
    private static final Pattern COMMAND = Pattern.compile("Command\\.(?:create\\(\"([a-z]+)\"\\)|([A-Z_]+))");
    /** What follows all keys' class, or a partition's. */
    private static final Pattern KEY =
            Pattern.compile("(?:keys|RedisKeys\\.of\\([^;]{1,40}?\\)|RedisKeys\\(\\w+\\)|RedisKeys)\\s*\\.(\\w+)");

    /** Kinds of keys and channels by the names that RedisKeys has for them. */
    private static final Map<String, Set<String>> NAMES = Map.of(
            "exec", Set.of("execution"),
            "log", Set.of("log"),
            "events", Set.of("events"),
            "index", Set.of("index", "ownerIndex", "workflowIndex", "parentIndex"),
            "feed", Set.of("feed"),
            "definitions", Set.of("DEFINITIONS", "definition", "definitionVersions", "TRIGGERS"),
            "probe", Set.of("probe"),
            "streams", Set.of("streams"),
            "ticket", Set.of("ticket"),
            "session", Set.of("session"));

    @Test
    void ofCommandsItHasThoseThatItUses() {
        Set<String> used = new TreeSet<>();
        for (String text : sources()) {
            CALL.matcher(text).results().forEach(call -> used.add(call.group(1).toLowerCase(Locale.ROOT)));
            COMMAND.matcher(text).results().forEach(call -> {
                String name = call.group(1) == null ? call.group(2) : call.group(1);
                used.add(name.toLowerCase(Locale.ROOT));
            });
        }

        assertThat(rules("+")).containsExactlyInAnyOrderElementsOf(used);
    }

    @Test
    void ofKeysAndChannelsItHasThoseThatItUses() {
        Set<String> named = new TreeSet<>();
        for (String text : sources()) {
            KEY.matcher(text).results().forEach(key -> named.add(key.group(1)));
        }
        List<String> used = NAMES.entrySet().stream()
                .filter(kind -> kind.getValue().stream().anyMatch(named::contains))
                .map(Map.Entry::getKey)
                .toList();
        Set<String> granted = new TreeSet<>();
        Stream.of("~", "%R~", "&").flatMap(kind -> rules(kind).stream()).forEach(rule -> granted.add(kind(rule)));

        assertThat(granted).containsExactlyInAnyOrderElementsOf(used);
    }

    private static String kind(String rule) {
        return rule.replaceFirst("^flow:(\\{\\*}:)?\\{?", "").replaceAll("[:*}].*$", "");
    }

    private static List<String> sources() {
        try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
            return files.filter(file -> !file.toString().contains("webui"))
                    .filter(file -> file.toString().matches(".*\\.(lua|java)"))
                    .map(RightsTest::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> rules(String beginning) {
        return RedisUsers.rules(RedisUsers.GATEWAY).stream()
                .filter(rule -> rule.startsWith(beginning))
                .map(rule -> rule.substring(beginning.length()))
                .toList();
    }
}
