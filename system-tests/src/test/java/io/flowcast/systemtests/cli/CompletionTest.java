package io.flowcast.systemtests.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flowcast.stack.RepositoryHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shells complete what is typed, with what {@code flowcast completion} prints. */
class CompletionTest {
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    private Path folder;

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        assumeThat(isThere("bash")).as("bash").isTrue();
        String script = """
                source "$1" 2> /dev/null
                completed() {
                  COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
                  COMPREPLY=(); _complete_flowcast 2> /dev/null; echo "${COMPREPLY[*]}"
                }
                completed flowcast defin
                completed flowcast definitions va
                completed flowcast watch --pat
                """;

        assertThat(shell("bash", "--norc", "-c", script, "bash", printed("bash")))
                .containsExactly("definitions", "validate", "--patience");
    }

    /** On a pseudo terminal, since a shell completes only where somebody types. */
    @Test
    void zshCompletesCommands() throws Exception {
        assumeThat(isThere("zsh")).as("zsh").isTrue();
        String script = """
                zmodload zsh/zpty
                zpty typed "env -i HOME=$2 TERM=dumb PATH=$PATH zsh -f -i"
                zpty -w typed "PS1= ; source $1 && echo REA''DY"
                zpty -r -m typed line '*READY*'
                zpty -w -n typed $'flowcast definitions va\\t'
                zpty -r -m typed line '*validate*'
                print -r -- validate
                zpty -d typed
                """;

        assertThat(shell("zsh", "-f", "-c", script, "zsh", printed("zsh"), folder.toString()))
                .contains("validate");
    }

    private static boolean isThere(String shell) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(dir -> Files.isExecutable(Path.of(dir, shell)));
    }

    /** The file with what the command prints for a shell. */
    private String printed(String shell) throws Exception {
        String jar = RepositoryHome.find().resolve("cli/target/cli.jar").toString();
        List<String> lines = shell(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar,
                "completion",
                shell);
        return Files.write(folder.resolve("completion." + shell), lines).toString();
    }

    private List<String> shell(String... line) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Process process = new ProcessBuilder(line)
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
        try {
            process.getOutputStream().close();
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("%s ended: %s", line[0], Files.readString(folder.resolve("err.txt")))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readAllLines(out, StandardCharsets.UTF_8);
    }
}
