package io.flowcast.systemtests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flowcast.stack.process.ChildCommand;
import io.flowcast.stack.process.ChildProcess;
import io.flowcast.stack.process.FreePorts;
import io.flowcast.stack.process.LogSink;
import io.flowcast.stack.process.Readiness;
import io.flowcast.stack.process.Scratch;
import io.flowcast.stack.service.Service;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A Prometheus with the configuration and the rules of the folder {@code observability}, but for the names of its targets. */
final class Prometheus implements AutoCloseable {
    private static final String PROGRAM = "prometheus";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Instant started = Instant.now();
    private final Scratch scratch;
    private final ChildProcess process;
    private final int port;

    private Prometheus(Scratch scratch, ChildProcess process, int port) {
        this.scratch = scratch;
        this.process = process;
        this.port = port;
    }

    /**
     * Scrapes and evaluates every second, instead of every ten.
     *
     * @param targets the services of each job
     */
    static Prometheus start(Map<String, List<Service>> targets) throws IOException {
        Path program = Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        Assumptions.assumeTrue(program != null, "there is no prometheus here: on Debian it is a package of that name");
        int port = FreePorts.next();
        Scratch scratch = Scratch.create(PROGRAM);
        Path file = scratch.folder().resolve("prometheus.yml");
        // JSON is YAML.
        JSON.writeValue(file.toFile(), configuration(targets, port));
        ChildProcess process = ChildProcess.start(
                new ChildCommand(
                        PROGRAM,
                        List.of(
                                String.valueOf(program),
                                "--config.file=" + file,
                                "--storage.tsdb.path=" + scratch.folder().resolve("data"),
                                "--web.listen-address=127.0.0.1:" + port),
                        Map.of(),
                        scratch.folder()),
                LogSink.NONE);
        Prometheus prometheus = new Prometheus(scratch, process, port);
        Readiness.await(process, prometheus::isReady, PATIENCE, Duration.ofMillis(50));
        return prometheus;
    }

    private static JsonNode configuration(Map<String, List<Service>> targets, int port) throws IOException {
        Path folder = Observability.ALERTS.getParent();
        ObjectNode configuration = (ObjectNode) Observability.yaml(folder.resolve("prometheus.yml"));
        ((ObjectNode) configuration.path("global"))
                .put("scrape_interval", "1s")
                .put("scrape_timeout", "1s")
                .put("evaluation_interval", "1s");
        for (int i = 0; i < configuration.path("rule_files").size(); i++) {
            String name = configuration.path("rule_files").path(i).asText();
            configuration.withArray("rule_files").set(i, folder.resolve(name).toString());
        }
        for (JsonNode job : configuration.path("scrape_configs")) {
            List<Service> services = targets.get(job.path("job_name").asText());
            List<String> addresses = services == null
                    ? List.of("127.0.0.1:" + port)
                    : services.stream()
                            .map(service -> "127.0.0.1:" + service.port())
                            .toList();
            ((ObjectNode) job).remove("dns_sd_configs");
            ((ObjectNode) job).set("static_configs", JSON.valueToTree(List.of(Map.of("targets", addresses))));
        }
        return configuration;
    }

    /** What an expression gives now: a list of samples. */
    JsonNode query(String expression) throws IOException, InterruptedException {
        return get("/api/v1/query?query=" + encoded(expression)).path("result");
    }

    /** What it gave at each second since this server was started. */
    JsonNode history(String expression) throws IOException, InterruptedException {
        return get("/api/v1/query_range?step=1s&start=" + started.getEpochSecond() + "&end="
                        + Instant.now().getEpochSecond() + "&query=" + encoded(expression))
                .path("result");
    }

    /** All rules, with what came of their last evaluation. */
    List<JsonNode> rules() throws IOException, InterruptedException {
        return get("/api/v1/rules")
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .toList();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(request(path), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("data");
    }

    private boolean isReady() {
        try {
            return HTTP.send(request("/-/ready"), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .build();
    }

    private static String encoded(String expression) {
        return URLEncoder.encode(expression, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.close();
        scratch.close();
    }
}
