package io.flowcast.cli.command;

import io.flowcast.cli.ExitStatus;
import io.flowcast.cli.http.Address;
import io.flowcast.cli.http.Api;
import io.flowcast.cli.http.Token;
import io.flowcast.cli.view.Output;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program: what all commands share. */
@Command(
        name = "flowcast",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Runs workflows on a Flowcast, anywhere, and shows them live.",
        subcommands = {
            RunCommand.class,
            WatchCommand.class,
            LsCommand.class,
            GetCommand.class,
            CancelCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            RetryCommand.class,
            RerunCommand.class,
            SignalCommand.class,
            DefinitionsCommand.class,
            CompletionCommand.class
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the execution completed, or what was asked for was done",
            "1:the execution failed, or the server refused",
            "2:the command line makes no sense; nothing was sent",
            "3:the execution was cancelled",
            "4:no server can be reached"
        },
        footer = {
            "",
            "Examples:",
            "  flowcast run order-fulfilment --input @order.json --follow",
            "  flowcast ls --status failed",
            "  FLOWCAST_URL=https://flows.example.com/base flowcast watch ID",
            "",
            "flowcast COMMAND --help says more, with examples."
        })
public final class Flowcast {
    private static final String LOCAL = "http://localhost:8080";

    @Option(
            names = "--url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description =
                    "Where Flowcast is, with its base path if it has one. Default: $FLOWCAST_URL, or " + LOCAL + ".")
    private @Nullable String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "A file with the token to show; read at each request. Default: the token in $FLOWCAST_TOKEN.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            arity = "0..1",
            interactive = true,
            scope = ScopeType.INHERIT,
            description = "Asks for the token. As --token=TOKEN every user of this machine can read it: rather use the"
                    + " others.")
    private char @Nullable [] token;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "This text.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "The version of this program.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean version;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Output output;
    private final Map<String, String> environment;

    private Flowcast(Output output, Map<String, String> environment) {
        this.output = output;
        this.environment = environment;
    }

    /** The program, ready to be run with arguments. */
    public static CommandLine commandLine(Output output, Map<String, String> environment) {
        return new CommandLine(new Flowcast(output, environment))
                .setOut(writer(output.results()))
                .setErr(writer(output.messages()))
                .setUsageHelpAutoWidth(output.live())
                .setUsageHelpLongOptionsMaxWidth(28)
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        output.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setParameterExceptionHandler(Flowcast::misunderstood)
                .setExecutionExceptionHandler((fault, line, parsed) -> {
                    throw fault;
                });
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    private static int misunderstood(ParameterException mistake, String[] arguments) {
        CommandLine line = mistake.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("flowcast: " + mistake.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(mistake, err);
        err.println("Try: " + line.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return ExitStatus.USAGE;
    }

    Output output() {
        return output;
    }

    /** What was typed makes no sense. */
    ParameterException mistake(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    /** The server that was named, as this caller. */
    Api api() {
        return new Api(address(), token());
    }

    Address address() {
        String named = url != null ? url : environment.getOrDefault("FLOWCAST_URL", "");
        try {
            return Address.parse(named.isBlank() ? LOCAL : named);
        } catch (IllegalArgumentException e) {
            throw mistake(String.valueOf(e.getMessage()));
        }
    }

    /** The command that does this, as it can be typed here; the token is never in it. */
    String typed(String command) {
        String program = System.getProperty("flowcast.command", "flowcast");
        return program + " " + command + (url == null ? "" : " --url " + url);
    }

    private Token token() {
        String set = environment.getOrDefault("FLOWCAST_TOKEN", "");
        if (token != null) {
            return Token.of(new String(token));
        }
        if (tokenFile != null) {
            if (!Files.isReadable(tokenFile)) {
                throw mistake("cannot read the token in " + tokenFile);
            }
            return Token.ofFile(tokenFile);
        }
        return set.isBlank() ? Token.none() : Token.of(set.strip());
    }
}
