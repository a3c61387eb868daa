package io.flowcast.cli.view;

import io.flowcast.events.Event;
import io.flowcast.events.ExecutionSnapshot;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** Each event as a sentence, with its time: for pipes and logs. */
public final class PlainLines implements View {
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private final Output output;

    public PlainLines(Output output) {
        this.output = output;
    }

    @Override
    public void happened(ExecutionSnapshot state, Event event, String json) {
        line(event.timestamp(), Sentences.of(event));
    }

    @Override
    public void stateIs(ExecutionSnapshot state, String json) {
        line(state.timestamp(), Sentences.of(state));
    }

    private void line(long time, String text) {
        output.line(TIME.format(Instant.ofEpochMilli(time)) + " " + Text.clean(text));
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
