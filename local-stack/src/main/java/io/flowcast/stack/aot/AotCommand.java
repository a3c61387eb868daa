package io.flowcast.stack.aot;

import io.flowcast.stack.RepositoryHome;
import io.flowcast.stack.process.StartFailure;
import io.flowcast.stack.service.Program;
import io.flowcast.stack.service.ServiceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Makes the caches, beside the packaged services; the next build throws them away. */
@Command(
        name = "./flowcast aot",
        description = "Runs both services once and keeps what their JVMs learned: they start in half the time then,"
                + " until they are built again.",
        mixinStandardHelpOptions = true)
public final class AotCommand implements Callable<Integer> {

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new AotCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try {
            AotTraining.run();
        } catch (StartFailure e) {
            System.err.println("flowcast: " + e.getMessage());
            return 1;
        }
        for (ServiceKind kind : ServiceKind.values()) {
            Path cache = Program.cacheOf(kind.jar(RepositoryHome.find()));
            if (!Files.isRegularFile(cache)) {
                System.err.println("flowcast: no cache was written for " + kind.instance(1));
                return 1;
            }
            System.out.printf("%s (%d MiB)%n", cache, Files.size(cache) >> 20);
        }
        return 0;
    }
}
