package io.flowcast.systemtests.browser;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The Chromium that is installed on this machine. None is downloaded. */
final class Chromium {
    /** Names one that is installed in some other place. */
    private static final String VARIABLE = "CHROMIUM";

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final List<String> ELSEWHERE = List.of(
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");

    /** A name for this machine to whose pages browsers grant no more than to those of any other: no locks, no clipboard. */
    static final String ANOTHER_MACHINE = "another.machine";

    /** In a container there is no sandbox to be had, and nothing but the tests' own pages is opened. */
    static final List<String> FLAGS = List.of(
            "--host-resolver-rules=MAP " + ANOTHER_MACHINE + " 127.0.0.1",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private Chromium() {}

    static Optional<Path> find() {
        Stream<Path> named = Stream.ofNullable(System.getenv(VARIABLE))
                .filter(name -> !name.isBlank())
                .map(Path::of);
        Stream<Path> onPath = Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)));
        return Stream.of(named, onPath, ELSEWHERE.stream().map(Path::of))
                .flatMap(files -> files)
                .filter(Files::isExecutable)
                .findFirst();
    }
}
