package io.flowcast.systemtests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every relative link between documents leads to a file that there is, and to a heading in it. */
class LinksTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern LINK = Pattern.compile("\\]\\(<?([^)\\s>]+)>?(?: \"[^\"]*\")?\\)");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|`[^`\\n]*`");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*?) *$");
    private static final Pattern NAMED_PLACE = Pattern.compile("<a name=\"([^\"]+)\"");
    private static final Pattern NAMED_TEST = Pattern.compile("`([A-Z]\\w+Test)`");
    private static final Set<String> NOT_OURS = Set.of("node_modules", "target", ".git", "dist");

    @Test
    void everyRelativeLinkLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path document : documents()) {
            String text = CODE.matcher(Files.readString(document)).replaceAll("");
            LINK.matcher(text).results().map(link -> link.group(1)).forEach(link -> {
                if (!link.matches("[a-z]+:.*") && !leadsSomewhere(document, link)) {
                    dead.add(ROOT.relativize(document) + ": " + link);
                }
            });
        }
        assertThat(dead).isEmpty();
    }

    /** Documents say by which test a promise is held: it has to be there. */
    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Set<String> there = new TreeSet<>();
        collect(ROOT, ".java", new ArrayList<>())
                .forEach(file -> there.add(file.getFileName().toString().replace(".java", "")));
        for (Path document : documents()) {
            assertThat(NAMED_TEST.matcher(Files.readString(document)).results().map(test -> test.group(1)))
                    .as(document.toString())
                    .isSubsetOf(there);
        }
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = collect(ROOT, ".md", new ArrayList<>());
        assertThat(documents).hasSizeGreaterThan(30);
        return documents;
    }

    private static List<Path> collect(Path folder, String ending, List<Path> files) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                String name = entry.getFileName().toString();
                if (Files.isDirectory(entry) && !NOT_OURS.contains(name)) {
                    collect(entry, ending, files);
                } else if (name.endsWith(ending)) {
                    files.add(entry);
                }
            }
        }
        return files;
    }

    private static boolean leadsSomewhere(Path from, String link) {
        String[] parts = link.split("#", 2);
        String path = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
        Path target = path.isEmpty() ? from : from.resolveSibling(path).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1
                || !target.toString().endsWith(".md")
                || anchors(target).contains(parts[1]);
    }

    /** As GitHub makes them. */
    private static Set<String> anchors(Path document) {
        try {
            String text = Pattern.compile("(?ms)^```.*?^```")
                    .matcher(Files.readString(document))
                    .replaceAll("");
            Set<String> anchors = new TreeSet<>();
            NAMED_PLACE.matcher(text).results().forEach(place -> anchors.add(place.group(1)));
            Map<String, Integer> seen = new HashMap<>();
            HEADING.matcher(text).results().forEach(heading -> {
                String anchor = heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-');
                int times = seen.merge(anchor, 1, Integer::sum);
                anchors.add(times == 1 ? anchor : anchor + "-" + (times - 1));
            });
            return anchors;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
