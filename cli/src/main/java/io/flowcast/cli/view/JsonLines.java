package io.flowcast.cli.view;

import io.flowcast.events.Event;
import io.flowcast.events.ExecutionSnapshot;

/** Each event as the server sent it, a line each. */
public final class JsonLines implements View {
    private final Output output;

    public JsonLines(Output output) {
        this.output = output;
    }

    @Override
    public void happened(ExecutionSnapshot state, Event event, String json) {
        output.line(Text.cleanJson(json));
    }

    @Override
    public void stateIs(ExecutionSnapshot state, String json) {
        output.line(Text.cleanJson(json));
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
