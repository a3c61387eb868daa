package io.flowcast.k8s;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the services' own sources and documents say of their settings, ports and metrics. */
final class Sources {
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final Pattern TABLE =
            Pattern.compile("<!-- (settings|metrics) of (\\S+) -->(.*?)<!-- end -->", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| (?:`([^`]*)`|([a-z]*)) \\|");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([\\w.-]+)");
    private static final Pattern DURATION = Pattern.compile("(?i)(\\d+)(ms|s|m|h|d)");
    private static final Pattern SECRET = Pattern.compile("FLOWCAST_SECRET_\\w+");

    /** What the JVM, OpenTelemetry and Quarkus listen to, of which not every source of ours tells. */
    private static final Set<String> OTHERS = Set.of(
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "OTEL_SDK_DISABLED",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "OTEL_EXPORTER_OTLP_HEADERS",
            "QUARKUS_TLS_REDIS_TRUST_STORE_PEM_CERTS");

    /** By setting, of both services; the default may be empty. */
    private final Map<String, String> executor = new HashMap<>();

    private final Map<String, String> gateway = new HashMap<>();
    private final Set<String> metrics = new TreeSet<>();

    Sources() throws IOException {
        try (Stream<Path> documents = Files.list(ROOT.resolve("docs"))) {
            for (Path document :
                    documents.filter(path -> path.toString().endsWith(".md")).toList()) {
                read(Files.readString(document));
            }
        }
        properties("executor-service", executor);
        properties("stream-gateway", gateway);
    }

    private void read(String document) {
        Matcher tables = TABLE.matcher(document);
        while (tables.find()) {
            Matcher rows = ROW.matcher(tables.group(3));
            while (rows.find()) {
                String name = rows.group(1);
                String value = Optional.ofNullable(rows.group(2)).orElse("");
                if (tables.group(1).equals("metrics")) {
                    metrics.add("histogram".equals(rows.group(3)) ? name + "_bucket" : name);
                } else {
                    if (!tables.group(2).equals("stream-gateway")) {
                        executor.put(name, value);
                    }
                    if (!tables.group(2).equals("executor-service")) {
                        gateway.put(name, value);
                    }
                }
            }
        }
    }

    private static void properties(String module, Map<String, String> settings) throws IOException {
        Properties properties = new Properties();
        try (Reader reader =
                Files.newBufferedReader(ROOT.resolve(module + "/src/main/resources/application.properties"))) {
            properties.load(reader);
        }
        properties.forEach((name, value) -> {
            settings.put(name.toString(), value.toString());
            Matcher references = REFERENCE.matcher(value.toString());
            while (references.find()) {
                settings.putIfAbsent(references.group(1), "");
            }
        });
        settings.putIfAbsent("flowcast.partitions", "1");
    }

    /** The default of the setting that a variable stands for; empty where there is no such setting. */
    Optional<String> setting(Workload workload, String variable) {
        if (OTHERS.contains(variable) || (SECRET.matcher(variable).matches() && workload.isExecutor())) {
            return Optional.of("");
        }
        return settings(workload).entrySet().stream()
                .filter(setting -> variable.equals(setting.getKey()) || variable.equals(variable(setting.getKey())))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** As MicroProfile Config looks for it in the environment. */
    private static String variable(String setting) {
        return setting.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** What holds in a workload: its variable, else the default. */
    Duration duration(Manifests manifests, Workload workload, String setting) {
        String given = Environment.of(manifests, workload).variables().get(variable(setting));
        String text = given != null ? given : settings(workload).getOrDefault(setting, "");
        return duration(text).orElseThrow(() -> new IllegalStateException(setting + " is no duration: " + text));
    }

    static Optional<Duration> duration(String text) {
        Matcher duration = DURATION.matcher(text);
        return duration.matches()
                ? Optional.of(Duration.parse(
                        switch (duration.group(2).toLowerCase(Locale.ROOT)) {
                            case "ms" -> "PT" + Long.parseLong(duration.group(1)) / 1000.0 + "S";
                            case "d" -> "P" + duration.group(1) + "D";
                            case String unit -> "PT" + duration.group(1) + unit;
                        }))
                : Optional.empty();
    }

    int httpPort(Workload workload) {
        return Integer.parseInt(settings(workload).getOrDefault("quarkus.http.port", "8080"));
    }

    boolean isMetric(String name) {
        return metrics.contains(name);
    }

    private Map<String, String> settings(Workload workload) {
        return workload.isExecutor() ? executor : gateway;
    }
}
