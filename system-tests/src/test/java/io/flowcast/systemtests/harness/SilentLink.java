package io.flowcast.systemtests.harness;

import io.flowcast.stack.process.ChildCommand;
import io.flowcast.stack.process.ChildProcess;
import io.flowcast.stack.process.LogSink;
import io.flowcast.stack.process.Readiness;
import io.flowcast.stack.process.Scratch;
import io.flowcast.stack.redis.RedisBinary;
import io.flowcast.stack.redis.RedisPing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A Redis in a network namespace of its own, at the other end of a link that can drop packets without a word to either end.
 * Needs Linux, root, {@code ip} and {@code nft}. One thread.
 */
public final class SilentLink implements AutoCloseable {
    private static final String HERE = "10.213.77.1";
    private static final String THERE = "10.213.77.2";
    private static final int PORT = 6379;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern CLIENT_PORT = Pattern.compile(" addr=" + Pattern.quote(HERE) + ":(\\d+) ");

    /** What gets lost. */
    public enum Fault {
        TO_REDIS,
        FROM_REDIS,
        BOTH_WAYS,
        /** All of the connections that stand, both ways; new ones work. */
        HALF_OPEN
    }

    private final String namespace = "flowcast-" + ProcessHandle.current().pid();
    private final String link = "fc" + ProcessHandle.current().pid() % 100_000;
    private final Scratch scratch = Scratch.create("silent-link");
    private final List<ChildProcess> started = new ArrayList<>();

    private SilentLink() {}

    /** Whether there can be one on this machine, for this user. */
    public static boolean isPossible() throws IOException, InterruptedException {
        String probe = "flowcast-possible-" + ProcessHandle.current().pid();
        boolean possible = ends("ip", "netns", "add", probe) == 0
                && ends("ip", "netns", "exec", probe, "nft", "list", "ruleset") == 0;
        ends("ip", "netns", "delete", probe);
        return possible;
    }

    /** Returns once Redis answers over it. */
    public static SilentLink open() throws IOException, InterruptedException {
        SilentLink opened = new SilentLink();
        try {
            opened.setUp();
            return opened;
        } catch (IOException | InterruptedException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void setUp() throws IOException, InterruptedException {
        run("ip", "netns", "add", namespace);
        run("ip", "link", "add", link, "type", "veth", "peer", "name", "redis0", "netns", namespace);
        run("ip", "address", "add", HERE + "/30", "dev", link);
        run("ip", "link", "set", link, "up");
        run("ip", "-n", namespace, "address", "add", THERE + "/30", "dev", "redis0");
        run("ip", "-n", namespace, "link", "set", "redis0", "up");
        nft("add", "table", "inet", "flowcast");
        nft("add", "chain", "inet", "flowcast", "in", "{ type filter hook input priority 0; }");
        nft("add", "chain", "inet", "flowcast", "out", "{ type filter hook output priority 0; }");
        List<String> redis = List.of(
                "ip",
                "netns",
                "exec",
                namespace,
                RedisBinary.file().toString(),
                "--bind",
                THERE,
                "--port",
                "" + PORT,
                "--protected-mode",
                "no",
                "--save",
                "",
                "--appendonly",
                "yes",
                "--dir",
                scratch.folder().toString());
        ChildProcess process =
                ChildProcess.start(new ChildCommand("redis", redis, Map.of(), scratch.folder()), LogSink.NONE);
        started.add(process);
        Readiness.await(
                process, () -> RedisPing.answers(THERE, PORT, Duration.ofSeconds(1)), PATIENCE, Duration.ofMillis(20));
    }

    /** What goes into {@code REDIS_URL}. */
    public String url() {
        return "redis://" + THERE + ":" + PORT;
    }

    public RedisCommands redis() throws IOException {
        return new RedisCommands(THERE, PORT);
    }

    /** From now on, till {@link #heal()}. */
    public void suffer(Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case TO_REDIS -> nft("add", "rule", "inet", "flowcast", "in", "tcp", "dport", "" + PORT, "drop");
            case FROM_REDIS -> nft("add", "rule", "inet", "flowcast", "out", "tcp", "sport", "" + PORT, "drop");
            case BOTH_WAYS -> {
                suffer(Fault.TO_REDIS);
                suffer(Fault.FROM_REDIS);
            }
            case HALF_OPEN -> {
                String ports = "{ " + String.join(", ", portsOfClients()) + " }";
                nft("add", "rule", "inet", "flowcast", "in", "tcp", "sport", ports, "drop");
                nft("add", "rule", "inet", "flowcast", "out", "tcp", "dport", ports, "drop");
            }
        }
    }

    /** What is lost is sent again by whoever still has it. */
    public void heal() throws IOException, InterruptedException {
        nft("flush", "table", "inet", "flowcast");
    }

    private List<String> portsOfClients() throws IOException {
        try (RedisCommands redis = redis()) {
            String own = Integer.toString(redis.localPort());
            return CLIENT_PORT
                    .matcher(redis.call("CLIENT", "LIST").toString())
                    .results()
                    .map(found -> found.group(1))
                    .filter(port -> !port.equals(own))
                    .toList();
        }
    }

    private void nft(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace, "nft"));
        command.addAll(List.of(words));
        run(command.toArray(String[]::new));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        int status = ends(command);
        if (status != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + status);
        }
    }

    /** Its exit status; 127 where there is no such program. */
    private static int ends(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException absent) {
            return 127;
        }
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + " does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        started.forEach(ChildProcess::kill);
        try {
            // The link goes with it.
            ends("ip", "netns", "delete", namespace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        scratch.close();
    }
}
