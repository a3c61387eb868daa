package io.flowcast.stack.up;

import io.flowcast.stack.Stack;
import io.flowcast.stack.StackSettings;
import io.flowcast.stack.process.StartFailure;
import io.flowcast.stack.service.Service.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts Flowcast on this machine and stays until it is told to stop. */
@Command(
        name = "./flowcast up",
        description = "Starts Redis (or uses REDIS_URL), executors and gateways here, and keeps them running.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(90), Duration.ofSeconds(5));
    private static final int MOST = 9;

    @Option(names = "--gateways", paramLabel = "N", defaultValue = "2", description = "1 to 9; ${DEFAULT-VALUE}")
    private int gateways;

    @Option(names = "--executors", paramLabel = "N", defaultValue = "1", description = "1 to 9; ${DEFAULT-VALUE}")
    private int executors;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "of the first gateway, ${DEFAULT-VALUE}; the others lie at +10, +20, …,"
                    + " the executors at +1, +11, …, the examples' backend at +3")
    private int port;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "keeps Redis' data there, so that the next start goes on; else they are thrown away")
    private @Nullable Path dir;

    @Option(
            names = "--definitions",
            paramLabel = "DIR",
            description = "the workflow definitions; the repository's examples where left out")
    private @Nullable Path definitions;

    @Option(
            names = "--node-types",
            paramLabel = "DIR",
            description = "jars with node types of your own, built into the executors")
    private @Nullable Path nodeTypes;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new UpCommand()).execute(arguments));
    }

    @Override
    public Integer call() {
        String url = System.getenv("REDIS_URL");
        String external = url == null || url.isBlank() ? null : url;
        check(external);
        Console console = Console.ofTerminal();
        long start = System.nanoTime();
        try {
            console.say("Starting Flowcast ...");
            Stack stack = settings(external, console).start();
            keepAlive(stack, console);
            console.say(Greeting.of(stack, note(external), Duration.ofNanos(System.nanoTime() - start)));
            new CountDownLatch(1).await();
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } catch (StartFailure e) {
            System.err.println("flowcast: " + e.getMessage());
            return 1;
        }
    }

    private void check(@Nullable String external) {
        if (external != null && dir != null) {
            throw new ParameterException(
                    spec.commandLine(), "--dir is for the embedded Redis, but REDIS_URL names another");
        }
        if (gateways < 1 || gateways > MOST || executors < 1 || executors > MOST) {
            throw new ParameterException(spec.commandLine(), "--gateways and --executors take 1 to " + MOST);
        }
        checkFolder("--definitions", definitions);
        checkFolder("--node-types", nodeTypes);
    }

    private void checkFolder(String option, @Nullable Path folder) {
        if (folder != null && !Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), option + ": there is no folder " + folder);
        }
    }

    private StackSettings settings(@Nullable String external, Console console) {
        StackSettings settings = Stack.settings()
                .gateways(gateways)
                .executors(executors)
                .basePort(port)
                .redisDir(dir)
                .redisUrl(external)
                .nodeTypes(nodeTypes)
                .limits(LIMITS)
                .jvmOptions(List.of("-Xmx512m"))
                .log(console);
        return definitions == null ? settings : settings.definitions(definitions);
    }

    private String note(@Nullable String external) {
        if (external != null) {
            return "   (yours, from REDIS_URL)";
        }
        return dir == null
                ? "   (embedded, its data go when it stops; --dir keeps them)"
                : "   (embedded, its data in " + dir.toAbsolutePath().normalize() + ")";
    }

    /** From now on what dies comes back, till Ctrl-C or SIGTERM ends this JVM and the hook stops all in order. */
    private static void keepAlive(Stack stack, Console console) {
        Supervisor supervisor = new Supervisor(
                stack.processes(),
                Duration.ofMillis(500),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                report -> console.say("flowcast   | " + report));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            console.say("\nflowcast   | stopping ...");
            supervisor.close();
            stack.close();
            console.say("flowcast   | stopped, nothing left running");
        }));
    }
}
