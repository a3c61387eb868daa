package io.flowcast.stack.bench;

import io.flowcast.stack.bench.EngineCommand.Effort;
import io.flowcast.stack.process.ChildCommand;
import io.flowcast.stack.process.ChildProcess;
import io.flowcast.stack.process.Scratch;
import io.flowcast.stack.redis.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The same ten steps as jobs of BullMQ, on a Redis of the same settings, in a process on the same core. Its versions are
 * pinned; npm brings them into a scratch folder.
 */
final class BullMq {

    private static final String FOLDER = "bullmq/";
    private static final List<String> FILES = List.of("package.json", "package-lock.json", "bench.js");
    private static final Duration INSTALL = Duration.ofMinutes(2);

    private final Cores cores;
    private final Effort effort;

    BullMq(Cores cores, Effort effort) {
        this.cores = cores;
        this.effort = effort;
    }

    void run() throws IOException, InterruptedException {
        System.err.println("measuring: BullMQ");
        try (Scratch scratch = Scratch.create("bullmq")) {
            if (!install(scratch.folder())) {
                System.out.printf("%nBullMQ is left out: npm is not there, or could not install it.%n");
                return;
            }
            List<String> rates = new ArrayList<>();
            List<String> latencies = new ArrayList<>();
            for (boolean synced : new boolean[] {true, false}) {
                for (String mode : List.of("chain", "flow")) {
                    measure(scratch.folder(), mode, synced, rates, latencies);
                }
            }
            System.out.printf("%nBullMQ, ten jobs a chain or flow, %d of them under way%n", effort.inFlight());
            System.out.println(Rate.head());
            rates.forEach(System.out::println);
            System.out.println();
            System.out.println(Timings.head());
            latencies.forEach(System.out::println);
        }
    }

    private static boolean install(Path folder) throws IOException, InterruptedException {
        for (String file : FILES) {
            try (InputStream in = Objects.requireNonNull(BullMq.class.getResourceAsStream(FOLDER + file), file)) {
                Files.copy(in, folder.resolve(file));
            }
        }
        Process npm;
        try {
            // By the lock file; npm ci would insist on the optional binaries of every platform, which not every
            // registry has.
            npm = new ProcessBuilder("npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return false;
        }
        if (npm.waitFor(INSTALL.toMillis(), TimeUnit.MILLISECONDS)) {
            return npm.exitValue() == 0;
        }
        npm.descendants().forEach(ProcessHandle::destroyForcibly);
        npm.destroyForcibly();
        return false;
    }

    private void measure(Path folder, String mode, boolean synced, List<String> rates, List<String> latencies)
            throws IOException, InterruptedException {
        try (RedisServer server = RedisServer.start();
                RedisLink redis = new RedisLink(server)) {
            if (!synced) {
                redis.ask("CONFIG", "SET", "appendonly", "no");
            }
            String what = "BullMQ " + mode + ", AOF " + (synced ? "everysec" : "off");
            Story story = new Story(what);
            try (ChildProcess node = ChildProcess.start(command(folder, server, mode), story::line)) {
                Duration most = effort.warmUp().plus(effort.measured()).plusSeconds(60);
                story.await(story.begun, most);
                Usage from = Usage.of(node.pid(), server.pid(), redis);
                story.await(story.steps, most);
                Usage to = Usage.of(node.pid(), server.pid(), redis);
                rates.add(new Rate(story.steps.join(), from, to).row(what));
                story.await(story.latencies, most);
                latencies.add(story.latencies.join().row());
            }
        }
    }

    private ChildCommand command(Path folder, RedisServer server, String mode) {
        List<String> command = new ArrayList<>(cores.measured());
        command.addAll(List.of(
                "node",
                "bench.js",
                Integer.toString(server.port()),
                mode,
                Integer.toString(effort.inFlight()),
                Long.toString(effort.warmUp().toSeconds()),
                Long.toString(effort.measured().toSeconds()),
                Integer.toString(effort.singly())));
        return new ChildCommand("bullmq", command, Map.of(), folder);
    }

    /** What the script says, line by line. */
    private static final class Story {
        final CompletableFuture<Boolean> begun = new CompletableFuture<>();
        final CompletableFuture<Double> steps = new CompletableFuture<>();
        final CompletableFuture<Timings> latencies = new CompletableFuture<>();
        private final String what;
        private volatile String last = "";

        Story(String what) {
            this.what = what;
        }

        void line(String name, String line) {
            last = line;
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "measure" -> begun.complete(true);
                case "measured" -> steps.complete(Double.parseDouble(words[1]));
                case "latency" -> {
                    Timings timings = new Timings("submit to completed, idle, " + what);
                    for (int i = 1; i < words.length; i++) {
                        timings.add((long) (Double.parseDouble(words[i]) * 1e6));
                    }
                    latencies.complete(timings);
                }
                default -> {}
            }
        }

        void await(CompletableFuture<?> word, Duration patience) throws InterruptedException {
            try {
                word.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException(what + " did not come to its end; it said: " + last, e);
            }
        }
    }
}
