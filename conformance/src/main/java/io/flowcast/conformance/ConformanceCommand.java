package io.flowcast.conformance;

import io.flowcast.conformance.rule.Rule;
import io.flowcast.conformance.rule.Suite;
import io.flowcast.conformance.rule.Target;
import io.flowcast.conformance.wire.Head.Header;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "conformance",
        description = {
            "Asks a server of Server-Sent Events, any server's, whether it keeps to the standards and to what clients and",
            "proxies need, rule by rule: kept, broken or not applicable, and by what one sees it.",
            "Exit status: 0 nothing broken, 1 something broken, 2 a command line that makes no sense."
        },
        footer = {
            "",
            "Examples:",
            "  flowcast conformance --url http://localhost:8080/api/workflow/executions/ID/stream \\",
            "      --ended http://localhost:8080/api/workflow/executions/OTHER/stream --cursor-parameter lastEventId \\",
            "      --beyond 999999-1 --emit 'curl -s -X POST http://localhost:8080/api/workflow/executions/ID/pause'",
            "  flowcast conformance --url https://example.com/events --header 'Authorization: Bearer …' --skip ids"
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ConformanceCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--url", description = "Of a stream that goes on, and has a few events that can be had again.")
    private @Nullable URI url;

    @Option(names = "--header", paramLabel = "'NAME: VALUE'", description = "That every request has. May be repeated.")
    private List<String> headers = List.of();

    @Option(
            names = "--ended",
            paramLabel = "URL",
            description = "Of a stream that is over, where clients are told to stay away (204).")
    private @Nullable URI ended;

    @Option(
            names = "--cursor-parameter",
            paramLabel = "NAME",
            description = "The query parameter that stands for Last-Event-ID.")
    private @Nullable String cursorParameter;

    @Option(names = "--beyond", paramLabel = "ID", description = "An id that lies beyond the end of what there is.")
    private @Nullable String beyond;

    @Option(names = "--forgotten", paramLabel = "ID", description = "An id older than what the server keeps.")
    private @Nullable String forgotten;

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            description = "Of a page that asks from elsewhere (${DEFAULT-VALUE}).")
    private String origin = "https://elsewhere.example";

    @Option(
            names = "--emit",
            paramLabel = "COMMAND",
            description = "A shell command that has the server send an event on the stream.")
    private @Nullable String emit;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description = "Within which what has to come comes (${DEFAULT-VALUE}).")
    private int patience = 10;

    @Option(
            names = "--keepalive",
            paramLabel = "SECONDS",
            description = "Within which a quiet stream shows that it lives (${DEFAULT-VALUE}).")
    private int keepalive = 20;

    @Option(names = "--only", paramLabel = "RULE", split = ",", description = "Looks at these rules alone.")
    private Set<String> only = Set.of();

    @Option(names = "--skip", paramLabel = "RULE", split = ",", description = "Leaves these rules out.")
    private Set<String> skip = Set.of();

    @Option(names = "--list", description = "Says which rules there are, and asks nobody.")
    private boolean list;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = command().getOut();
        List<Rule> rules = rules();
        if (list) {
            rules.forEach(rule -> out.printf("%-22s %-24s %s%n", rule.name(), rule.section(), rule.meaning()));
            return 0;
        }
        Report report = Report.of(target(), rules, line -> {
            out.println(line);
            out.flush();
        });
        out.println(report.summary());
        return report.broken().isEmpty() ? 0 : 1;
    }

    private List<Rule> rules() {
        Set<String> known = Suite.rules().stream().map(Rule::name).collect(Collectors.toSet());
        for (Set<String> named : List.of(only, skip)) {
            for (String name : named) {
                if (!known.contains(name)) {
                    throw new ParameterException(command(), "there is no rule " + name + ": see --list");
                }
            }
        }
        return Suite.rules().stream()
                .filter(rule -> only.isEmpty() || only.contains(rule.name()))
                .filter(rule -> !skip.contains(rule.name()))
                .toList();
    }

    private Target target() {
        return new Target(
                web(url, "--url"),
                headers.stream().map(this::header).toList(),
                ended == null ? Optional.empty() : Optional.of(web(ended, "--ended")),
                Optional.ofNullable(cursorParameter),
                Optional.ofNullable(beyond),
                Optional.ofNullable(forgotten),
                origin,
                Optional.ofNullable(emit).map(ConformanceCommand::emitter),
                seconds(patience, "--patience"),
                Duration.ofSeconds(1),
                seconds(keepalive, "--keepalive"));
    }

    private URI web(@Nullable URI given, String option) {
        if (given == null
                || given.getHost() == null
                || given.getScheme() == null
                || !given.getScheme().matches("(?i)https?")) {
            throw new ParameterException(command(), option + " needs an http or https URL");
        }
        return given;
    }

    private Duration seconds(int given, String option) {
        if (given < 1 || given > 600) {
            throw new ParameterException(command(), option + " must be from 1 to 600");
        }
        return Duration.ofSeconds(given);
    }

    private Header header(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || text.matches("(?s).*[\\r\\n\\x00].*")) {
            throw new ParameterException(command(), "--header needs 'NAME: VALUE', and not \"" + text + "\"");
        }
        return new Header(text.substring(0, colon), text.substring(colon + 1).strip());
    }

    private static Target.Emitter emitter(String command) {
        return () -> {
            try {
                int status = new ProcessBuilder("sh", "-c", command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
                if (status != 0) {
                    throw new IllegalStateException("--emit ended with status " + status);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private CommandLine command() {
        if (spec == null) {
            throw new IllegalStateException("the command is run by picocli");
        }
        return spec.commandLine();
    }
}
