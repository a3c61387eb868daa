package io.flowcast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.cli.ExitStatus;
import io.flowcast.cli.http.Address;
import io.flowcast.cli.http.Answer;
import io.flowcast.cli.http.Api;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "signal",
        description = "Gives a signal to the node that waits for it, or will.",
        footer = {
            "",
            "Examples:",
            "  flowcast signal ID approved",
            "  flowcast signal ID decision --payload '{\"approved\": true, \"by\": \"Ann\"}'"
        })
final class SignalCommand extends Exchange {

    @Parameters(index = "0", paramLabel = "ID", description = "The execution's id.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The signal's name; of an item of a for NAME.INDEX.")
    private String name = "";

    @Option(
            names = {"-p", "--payload"},
            paramLabel = "JSON",
            description = "JSON, @FILE, or - for standard input.")
    private @Nullable String payload;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "With the same key and payload it can be sent again. Default: a new one.")
    private @Nullable String key;

    @Override
    Answer ask(Api api) throws InterruptedException {
        String path = Paths.execution(id) + "/signals/" + Address.encoded(name);
        String once = key == null ? UUID.randomUUID().toString() : key;
        return payload == null
                ? api.post(path, once)
                : api.post(path, once, "application/json", Argument.json(flowcast(), "--payload", payload));
    }

    @Override
    int show(JsonNode answer) {
        output().line(id + " " + name + " received");
        return ExitStatus.COMPLETED;
    }
}
