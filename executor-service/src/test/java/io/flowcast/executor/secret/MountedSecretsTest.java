package io.flowcast.executor.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MountedSecretsTest {

    private static final int MOST = 100;

    @TempDir
    Path dir;

    private final Map<String, String> environment = new HashMap<>();

    private Secrets secrets() {
        return new MountedSecrets(dir, MOST, environment::get);
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(dir.resolve(name), content);
    }

    private static void date(Path file, String time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse(time)));
    }

    @Test
    void comeFromTheEnvironment() {
        environment.put("FLOWCAST_SECRET_TOKEN", "abc");

        assertThat(new MountedSecrets(null, MOST, environment::get).find("TOKEN"))
                .contains("abc");
        assertThat(secrets().find("TOKEN")).contains("abc");
        assertThat(secrets().find("token")).isEmpty();
        assertThat(secrets().find("OTHER")).isEmpty();
    }

    @Test
    void comeFromAFileBeforeTheEnvironment() throws IOException {
        environment.put("FLOWCAST_SECRET_TOKEN", "old");
        write("TOKEN", "new");
        write("my-key.v2", "dashed");

        assertThat(secrets().find("TOKEN")).contains("new");
        assertThat(secrets().find("my-key.v2")).contains("dashed");
    }

    @Test
    void loseOneLineBreakAtTheirEndAndNothingElse() throws IOException {
        write("UNIX", "abc\n");
        write("DOS", "abc\r\n");
        write("TWO", "abc\n\n");
        write("LINES", " a\nb ");

        assertThat(secrets().find("UNIX")).contains("abc");
        assertThat(secrets().find("DOS")).contains("abc");
        assertThat(secrets().find("TWO")).contains("abc\n");
        assertThat(secrets().find("LINES")).contains(" a\nb ");
    }

    @Test
    void areThoseOfTheFolderThatALinkLeadsToAsKubernetesMountsThem() throws IOException {
        Files.createDirectories(dir.resolve("..one"));
        Files.createDirectories(dir.resolve("..two"));
        Files.writeString(dir.resolve("..one/TOKEN"), "first");
        Files.writeString(dir.resolve("..two/TOKEN"), "other");
        date(dir.resolve("..one/TOKEN"), "2026-01-01T00:00:00Z");
        date(dir.resolve("..two/TOKEN"), "2026-01-01T00:00:00Z");
        Files.createSymbolicLink(dir.resolve("..data"), Path.of("..one"));
        Files.createSymbolicLink(dir.resolve("TOKEN"), Path.of("..data/TOKEN"));
        Secrets secrets = secrets();
        assertThat(secrets.find("TOKEN")).contains("first");

        Files.createSymbolicLink(dir.resolve("..data_tmp"), Path.of("..two"));
        Files.move(dir.resolve("..data_tmp"), dir.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

        assertThat(secrets.find("TOKEN")).contains("other");
    }

    @Test
    void areReadAgainWhenTheirFileChangesOrGoes() throws IOException {
        Secrets secrets = secrets();
        date(write("TOKEN", "one"), "2026-01-01T00:00:00Z");
        assertThat(secrets.find("TOKEN")).contains("one");

        date(write("TOKEN", "two"), "2026-01-01T00:00:01Z");
        assertThat(secrets.find("TOKEN")).contains("two");

        Files.delete(dir.resolve("TOKEN"));
        assertThat(secrets.find("TOKEN")).isEmpty();
    }

    @Test
    void areNotReadAgainWhileTheirFileStaysTheSame() throws IOException {
        Secrets secrets = secrets();
        Path file = write("TOKEN", "one");
        date(file, "2026-01-01T00:00:00Z");
        assertThat(secrets.find("TOKEN")).contains("one");

        Files.writeString(file, "two");
        date(file, "2026-01-01T00:00:00Z");

        assertThat(secrets.find("TOKEN")).contains("one");
    }

    @Test
    void areNoticedWhenWrittenTwiceInOneTick() throws IOException {
        Secrets secrets = secrets();
        Path file = write("TOKEN", "one");
        FileTime time = Files.getLastModifiedTime(file);
        assertThat(secrets.find("TOKEN")).contains("one");

        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, time);

        assertThat(secrets.find("TOKEN")).contains("two");
    }

    @Test
    void thatCannotBeTakenAreNone() throws IOException {
        environment.put("FLOWCAST_SECRET_LONG", "from the environment");
        environment.put("FLOWCAST_SECRET_EMPTY", "");
        write("LONG", "x".repeat(MOST + 1));
        write("NOTHING", "\n");
        Files.write(dir.resolve("BINARY"), new byte[] {(byte) 0xff, (byte) 0xfe});
        Files.createDirectories(dir.resolve("FOLDER"));

        for (String name : new String[] {"LONG", "EMPTY", "NOTHING", "BINARY", "FOLDER"}) {
            assertThat(secrets().find(name)).as(name).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", ".hidden", "..data", "a/b", "../TOKEN", "a\\b", "a b", "a\0b"})
    void haveNoNamesThatLeadElsewhere(String name) throws IOException {
        write(".hidden", "x");

        assertThat(secrets().find(name)).isEmpty();
    }
}
