package io.flowcast.examples.checksum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowcast.events.Problem;
import io.flowcast.node.NodeResult;
import io.flowcast.node.testing.RecordingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ChecksumNodeTest {

    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    private Path parent;

    private Path folder;
    private ChecksumNode node;

    @BeforeEach
    void fill() throws IOException {
        folder = Files.createDirectory(parent.resolve("files"));
        Files.writeString(folder.resolve("abc.txt"), "abc");
        Files.writeString(parent.resolve("secret.txt"), "not for workflows");
        node = new ChecksumNode(Optional.of(folder.toString()));
    }

    @Test
    void givesTheChecksumAndTellsPeople() throws Exception {
        RecordingContext context = new RecordingContext(Map.of("path", "abc.txt"));

        NodeResult result = node.run(context);

        assertThat(result)
                .isEqualTo(new NodeResult.Output(Map.of("path", "abc.txt", "algorithm", "SHA-256", "checksum", ABC)));
        assertThat(context.messages()).containsExactly("abc.txt has the SHA-256 checksum " + ABC);
        assertThat(context.progress().getLast().done()).isEqualTo(3);
        assertThat(context.progress().getLast().total()).isEqualTo(3);
    }

    @Test
    void failsWhereAnotherChecksumIsExpected() throws Exception {
        assertThat(failure(Map.of("path", "abc.txt", "expected", "00")).title()).isEqualTo("Wrong checksum");
        assertThat(node.run(new RecordingContext(Map.of("path", "abc.txt", "expected", ABC.toUpperCase()))))
                .isInstanceOf(NodeResult.Output.class);
    }

    @Test
    void readsNothingButFilesInTheFolder() throws Exception {
        Files.createSymbolicLink(folder.resolve("link.txt"), parent.resolve("secret.txt"));

        assertThat(failure(Map.of("path", "../secret.txt")).title()).isEqualTo("No such file");
        assertThat(failure(Map.of("path", "link.txt")).title()).isEqualTo("No such file");
        assertThat(failure(Map.of("path", "missing.txt")).title()).isEqualTo("No such file");
        assertThat(failure(Map.of("path", ".")).title()).isEqualTo("No such file");
    }

    @Test
    void stopsWhenItIsTold() throws Exception {
        Files.write(folder.resolve("large.bin"), new byte[1_000_000]);
        RecordingContext context = new RecordingContext(Map.of("path", "large.bin", "bytesPerSecond", 1_000));
        FutureTask<NodeResult> attempt = new FutureTask<>(() -> node.run(context));
        Thread thread = Thread.ofVirtual().start(attempt);
        while (context.progress().isEmpty()) {
            Thread.onSpinWait();
        }

        // As an executor does it.
        context.cancel();
        thread.interrupt();

        assertThatThrownBy(attempt::get).hasCauseInstanceOf(InterruptedException.class);
    }

    private Problem failure(Map<String, Object> settings) throws Exception {
        return ((NodeResult.Failure) node.run(new RecordingContext(settings))).problem();
    }
}
