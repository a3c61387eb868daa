package io.flowcast.stack.up;

import io.flowcast.stack.Stack;
import io.flowcast.stack.process.Restartable;
import java.time.Duration;

/** What a person reads when everything stands: where it is, and what to paste. */
final class Greeting {
    private Greeting() {}

    static String of(Stack stack, String redisNote, Duration took) {
        StringBuilder text = new StringBuilder(
                "\nFlowcast is up after %.1f s. Ctrl-C stops it.\n\n".formatted(took.toMillis() / 1000.0));
        stack.gateways().forEach(gateway -> address(text, gateway));
        stack.executors().forEach(executor -> address(text, executor));
        text.append(address("redis", stack.redisUrl() + redisNote));
        text.append(address("backend", stack.backend().url() + "   (what the examples call)"));
        String first = stack.gateways().getFirst().url();
        String other = stack.gateways().getLast().url();
        return text.append("""

                        Start a workflow through one gateway and watch it through the other:

                          id=$(curl -s %s/api/workflow/execute -H 'Content-Type: application/json' \\
                            -d '{"workflowId":"order-fulfilment","input":{"orderId":"A-1","total":100,"baseUrl":"%s"}}' \\
                            | sed 's/.*"executionId" *: *"\\([^"]*\\)".*/\\1/')
                          curl -N %s/api/workflow/executions/$id/stream

                        Go on after an event you have (put its id here), from any gateway:

                          curl -N -H 'Last-Event-ID: <id>' %s/api/workflow/executions/$id/stream
                        """.formatted(first, stack.backend().url(), other, first))
                .toString();
    }

    private static void address(StringBuilder text, Restartable process) {
        text.append(address(process.name(), process.url()));
    }

    private static String address(String name, String url) {
        return "  %-12s %s\n".formatted(name, url);
    }
}
