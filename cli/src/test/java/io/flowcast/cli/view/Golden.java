package io.flowcast.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Screens as they are to look, in files. With {@code -Dflowcast.write-screens=true} they are written anew: look at them. */
final class Golden {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Golden() {}

    static void assertScreen(String name, List<String> lines) throws IOException {
        Path file = Path.of("src/test/resources/screens", name + ".txt");
        String screen = String.join("\n", lines) + "\n";
        if (Boolean.getBoolean("flowcast.write-screens")) {
            Files.writeString(file, screen);
        }
        assertThat(screen).isEqualTo(Files.readString(file));
    }

    /** One of the golden files of the contract. */
    static <T> T read(String file, Class<T> type) throws IOException {
        try (InputStream golden = Objects.requireNonNull(Golden.class.getResourceAsStream("/golden/" + file))) {
            return JSON.readValue(new String(golden.readAllBytes(), StandardCharsets.UTF_8), type);
        }
    }
}
