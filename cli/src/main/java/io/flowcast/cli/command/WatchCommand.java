package io.flowcast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.cli.http.Answer;
import io.flowcast.cli.http.Api;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "watch",
        description = {
            "Shows an execution to its end: as a tree on a terminal, as lines from its first event in a pipe.",
            "Comes back by itself where the connection is lost, and goes on after the last event that it has."
        },
        footer = {"", "Examples:", "  flowcast watch ID", "  flowcast watch ID --json | jq -r '.seq, .type'"})
final class WatchCommand extends Exchange {

    @Parameters(paramLabel = "ID", description = "The execution's id.")
    private String id = "";

    @Mixin
    private FollowOptions options = new FollowOptions();

    /** Whether it is there: what a stream can't say so quickly. */
    @Override
    Answer ask(Api api) throws InterruptedException {
        return api.get(Paths.execution(id) + "/events?limit=1");
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Api api = flowcast().api()) {
            Answer answer = ask(api);
            // 410: its first events are not kept any more; the stream says so, too.
            boolean there =
                    answer instanceof Answer.Done || (answer instanceof Answer.Refused no && no.status() == 410);
            return there ? Following.follow(flowcast(), api, id, options) : shown(answer);
        }
    }

    @Override
    int show(JsonNode answer) {
        throw new IllegalStateException("it is followed instead");
    }
}
