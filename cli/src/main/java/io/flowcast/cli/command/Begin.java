package io.flowcast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.cli.ExitStatus;
import io.flowcast.cli.http.Answer;
import io.flowcast.cli.http.Api;
import io.flowcast.cli.view.Text;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that begins an execution, and may show it to its end. */
abstract class Begin extends Exchange {

    @Option(
            names = {"-f", "--follow"},
            description = "Shows the execution to its end; the exit status says which it was.")
    private boolean follow;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "The same key gives the same execution, for a day. Default: a new one.")
    private @Nullable String key;

    @Mixin
    private FollowOptions options = new FollowOptions();

    /** One for all tries of this command. */
    final String key() {
        key = key == null ? UUID.randomUUID().toString() : key;
        return key;
    }

    @Override
    public final Integer call() throws InterruptedException {
        try (Api api = flowcast().api()) {
            Answer answer = ask(api);
            if (!follow || !(answer instanceof Answer.Done done)) {
                return shown(answer);
            }
            String id = done.body().path("executionId").asText();
            return Following.follow(flowcast(), api, id, options);
        }
    }

    @Override
    final int show(JsonNode answer) {
        output().line(
                        options.json
                                ? Text.cleanJson(answer.toString())
                                : answer.path("executionId").asText());
        return ExitStatus.COMPLETED;
    }
}
