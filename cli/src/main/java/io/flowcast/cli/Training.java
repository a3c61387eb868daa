package io.flowcast.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flowcast.cli.command.Flowcast;
import io.flowcast.cli.view.Output;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Goes through the usual commands once, against a server of its own that always gives the same answers, so that the JVM can keep what it
 * learned in an ahead-of-time cache (JEP 514). The launcher runs it after each build.
 */
final class Training {
    private static final String ID = "wf_exec_0_01ARZ3NDEKTSV4RRFFQ69G5FAV";
    private static final String EVENT = "{\"executionId\":\"" + ID + "\",\"timestamp\":1764000000000,\"seq\":";
    private static final String EXECUTION = "\"executionId\":\"" + ID
            + "\",\"workflowId\":\"w\",\"version\":1,\"status\":\"completed\",\"startTime\":\"2026-01-01T00:00:00Z\","
            + "\"executionTime\":12,\"nodeDetails\":{\"a\":{\"nodeId\":\"a\",\"status\":\"completed\",\"duration\":1}}";
    private static final String STREAM = "retry: 1000\n\n"
            + frame(1, "workflow.started", "\"workflowId\":\"w\",\"workflowName\":\"W\",\"version\":1")
            + frame(2, "node.started", "\"nodeId\":\"a\",\"attempt\":1")
            + frame(3, "node.failed", "\"nodeId\":\"a\",\"duration\":1,\"error\":{\"type\":\"t\",\"title\":\"T\"}")
            + frame(4, "workflow.completed", "\"executionTime\":12");

    private Training() {}

    public static void main(String[] arguments) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", Training::answer);
        server.start();
        String url = "--url=http://127.0.0.1:" + server.getAddress().getPort();
        for (boolean terminal : new boolean[] {false, true}) {
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            Output output = new Output(nowhere, nowhere, terminal, terminal, true);
            for (List<String> command : List.of(
                    List.of("run", "w", "--input", "{\"a\": [1]}", "--follow", url),
                    List.of("watch", ID, "--json", url),
                    List.of("ls", url),
                    List.of("get", ID, url),
                    List.of("--help"))) {
                Flowcast.commandLine(output, Map.of()).execute(command.toArray(String[]::new));
            }
        }
        System.exit(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean stream = path.endsWith("/stream");
        String body = stream
                ? STREAM
                : path.endsWith("/executions")
                        ? "{\"executions\":[{" + EXECUTION + "}]}"
                        : "{" + EXECUTION
                                + ",\"definition\":{\"nodes\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"edges\":[{\"from\":\"a\",\"to\":\"b\"}]}}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", stream ? "text/event-stream" : "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String frame(int seq, String type, String fields) {
        return "id: %d-7\nevent: %s\ndata: %s%d,\"type\":\"%s\",%s}\n\n".formatted(seq, type, EVENT, seq, type, fields);
    }
}
