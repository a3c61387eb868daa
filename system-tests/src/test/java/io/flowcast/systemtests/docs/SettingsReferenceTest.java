package io.flowcast.systemtests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The tables of settings in docs/settings.md are those of the config mappings: with {@code -Dflowcast.write-docs=true} it
 * writes them, else it compares.
 */
class SettingsReferenceTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern MAPPING = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"\\)");
    private static final Pattern SETTING = Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*((?:@\\w+(?:\\([^)]*\\))?\\s*)*)[\\w<>.@ ]+?\\s+(\\w+)\\(\\);",
            Pattern.DOTALL);
    private static final Pattern DEFAULT = Pattern.compile("@WithDefault\\(\"([^\"]*)\"\\)");

    @ParameterizedTest
    @CsvSource({"access", "executor-service", "stream-gateway"})
    void theTableOfSettingsIsThatOfTheConfigMappings(String module) throws IOException {
        Path file = ROOT.resolve("docs/settings.md");
        String document = Files.readString(file);
        String begin = "<!-- settings of " + module + " -->\n";
        int from = document.indexOf(begin) + begin.length();
        int to = document.indexOf("<!-- end -->", from);
        assertThat(document).contains(begin);
        String table = table(module);

        if (Boolean.getBoolean("flowcast.write-docs")) {
            Files.writeString(file, document.substring(0, from) + table + document.substring(to));
        } else {
            assertThat(document.substring(from, to))
                    .as("docs/settings.md; run this test with -Dflowcast.write-docs=true to write it anew")
                    .isEqualTo(table);
        }
    }

    /** What the services have set for themselves stands in application.properties. */
    @Test
    void settingsOfQuarkusAreShownAsTheyAre() throws IOException {
        Properties executor = properties("executor-service");
        Properties gateway = properties("stream-gateway");
        String document = Files.readString(ROOT.resolve("docs/settings.md"));
        int from = document.indexOf("<!-- quarkus settings -->");
        List<String> rows = document.substring(from, document.indexOf("<!-- end -->", from))
                .lines()
                .filter(line -> line.startsWith("| `quarkus."))
                .toList();
        assertThat(rows).hasSizeGreaterThan(10);
        for (String row : rows) {
            String[] cells = row.split(" *\\| *", -1);
            String name = cells[1].replace("`", "");
            assertThat(cells[2].replace("`", "")).as(name).isEqualTo(executor.getProperty(name, ""));
            assertThat(cells[3].replace("`", "")).as(name).isEqualTo(gateway.getProperty(name, ""));
        }
    }

    private static Properties properties(String module) throws IOException {
        Properties properties = new Properties();
        try (BufferedReader in =
                Files.newBufferedReader(ROOT.resolve(module + "/src/main/resources/application.properties"))) {
            properties.load(in);
        }
        return properties;
    }

    private static String table(String module) throws IOException {
        StringBuilder table = new StringBuilder("| setting | default | what it is |\n|---|---|---|\n");
        settings(module).forEach(table::append);
        return table.toString();
    }

    private static List<String> settings(String module) throws IOException {
        List<String> rows = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve(module + "/src/main/java"))) {
            for (Path file : files.filter(path -> path.toString().endsWith("Config.java"))
                    .toList()) {
                String source = Files.readString(file);
                Matcher mapping = MAPPING.matcher(source);
                if (mapping.find()) {
                    Matcher setting = SETTING.matcher(source.substring(mapping.end()));
                    while (setting.find()) {
                        rows.add(row(mapping.group(1), setting));
                    }
                }
            }
        }
        assertThat(rows).isNotEmpty();
        return rows.stream().sorted().toList();
    }

    private static String row(String prefix, Matcher setting) {
        Matcher value = DEFAULT.matcher(setting.group(2));
        String name = setting.group(3).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        String text = setting.group(1)
                .replaceAll("\\s*\\n\\s*\\*\\s?", " ")
                .replace("<p>", "")
                .replaceAll("\\{@(?:code|link)\\s+#?([^}]*)}", "`$1`")
                .strip();
        return "| `" + prefix + "." + name + "` | " + (value.find() ? "`" + value.group(1) + "`" : "") + " | " + text
                + " |\n";
    }
}
