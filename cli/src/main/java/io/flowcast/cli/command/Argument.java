package io.flowcast.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** An argument that is text, names a file ({@code @file}), or stands for standard input ({@code -}). */
final class Argument {
    private static final ObjectReader JSON =
            new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Argument() {}

    /** JSON as it was written, so that no number of it is changed by being read here. */
    static String json(Flowcast flowcast, String option, String argument) {
        String text = text(flowcast, argument);
        try {
            if (JSON.readTree(text).isMissingNode()) {
                throw flowcast.mistake(option + " is empty: it is JSON, @FILE, or - for standard input");
            }
            return text;
        } catch (JsonProcessingException e) {
            throw flowcast.mistake("%s is not JSON: line %d, column %d: %s"
                    .formatted(
                            option,
                            e.getLocation().getLineNr(),
                            e.getLocation().getColumnNr(),
                            e.getOriginalMessage().replaceFirst(" \\(start marker.*", "")));
        }
    }

    private static String text(Flowcast flowcast, String argument) {
        if (argument.equals("-")) {
            return file(flowcast, "-");
        }
        return argument.startsWith("@") ? file(flowcast, argument.substring(1)) : argument;
    }

    /** What this file holds, or standard input where its name is {@code -}. */
    static String file(Flowcast flowcast, String name) {
        try {
            return name.equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(name));
        } catch (IOException e) {
            throw flowcast.mistake("cannot read " + name + ": " + e);
        }
    }
}
