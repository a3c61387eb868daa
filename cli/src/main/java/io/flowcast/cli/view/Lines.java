package io.flowcast.cli.view;

import io.flowcast.events.Event;
import io.flowcast.events.ExecutionSnapshot;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** A line for each event, in the order of the log: for pipes, scripts and logs. */
public final class Lines implements View {
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private final Output output;
    private final Form form;

    private enum Form {
        /** As the server sent it. */
        JSON,
        /** A sentence, with its time. */
        SENTENCE
    }

    private Lines(Output output, Form form) {
        this.output = output;
        this.form = form;
    }

    /** Each event as the server sent it. */
    public static Lines ofJson(Output output) {
        return new Lines(output, Form.JSON);
    }

    /** Each event as a sentence, with its time. */
    public static Lines ofSentences(Output output) {
        return new Lines(output, Form.SENTENCE);
    }

    @Override
    public void happened(ExecutionSnapshot state, Event event, String json) {
        output.line(
                switch (form) {
                    case JSON -> Text.cleanJson(json);
                    case SENTENCE -> sentence(event.timestamp(), Sentences.of(event));
                });
    }

    @Override
    public void stateIs(ExecutionSnapshot state, String json) {
        output.line(
                switch (form) {
                    case JSON -> Text.cleanJson(json);
                    case SENTENCE -> sentence(state.timestamp(), Sentences.of(state));
                });
    }

    private static String sentence(long time, String text) {
        return TIME.format(Instant.ofEpochMilli(time)) + " " + Text.clean(text);
    }

    @Override
    public void tick(String connection) {
        output.flush();
    }

    @Override
    public void say(String text) {
        output.flush();
        output.say(text);
    }

    @Override
    public void close() {
        output.flush();
    }
}
