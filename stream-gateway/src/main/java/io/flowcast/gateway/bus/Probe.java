package io.flowcast.gateway.bus;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.gateway.redis.CommandLine;
import io.flowcast.gateway.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a replica publishes to itself, to see whether what is published reaches it: in each partition, since they may be at
 * several servers.
 */
final class Probe {
    private static final Script SCRIPT = Script.load(Probe.class, "probe.lua");
    /** No execution has this id: its keys and channel stand for all of them where it is proved that they may be used. */
    private static final String NOBODY = "0".repeat(26);
    /** Errors, by how they begin, that say what this replica's user may not do. */
    private static final List<String> REFUSALS =
            List.of("NOPERM", "NOAUTH", "WRONGPASS", "The user executing the script", "ACL failure");

    private final List<RedisKeys> partitions;
    private final List<String> channels;

    /** What came of it. */
    sealed interface Outcome {

        /**
         * It is on its way.
         *
         * @param warning what Redis says to whoever writes; empty where nothing is wrong
         */
        record Published(String warning) implements Outcome {}

        /** This replica's user may not do what streams need. */
        record Refused(Throwable why) implements Outcome {}

        /** The server is no primary any more. */
        record Demoted(Throwable why) implements Outcome {}

        /** Redis gave no answer, or none that says more. */
        record Failed(Throwable why) implements Outcome {}
    }

    /** @param replica names this process start */
    Probe(String replica, int partitions) {
        this.partitions =
                IntStream.range(0, partitions).mapToObj(RedisKeys::new).toList();
        this.channels =
                this.partitions.stream().map(keys -> keys.probe(replica)).toList();
    }

    /** One for each partition. */
    List<String> channels() {
        return channels;
    }

    boolean isOn(String channel) {
        return channels.contains(channel);
    }

    /** A channel like those of executions, to which nothing is published. */
    static String likeAnExecutions() {
        ExecutionId nobody = new ExecutionId(0, NOBODY);
        return RedisKeys.of(nobody).events(nobody);
    }

    List<Future<Outcome>> publish(CommandLine commands) {
        return partitions.stream().map(keys -> publish(commands, keys)).toList();
    }

    private Future<Outcome> publish(CommandLine commands, RedisKeys keys) {
        ExecutionId nobody = new ExecutionId(keys.partition(), NOBODY);
        String channel = channels.get(keys.partition());
        return SCRIPT.call(commands::send, List.of(channel), List.of("alive", keys.execution(nobody), keys.log(nobody)))
                .map(Probe::published)
                .otherwise(Probe::outcome);
    }

    static boolean isRefusal(Throwable failure) {
        return failure instanceof ErrorType error && REFUSALS.stream().anyMatch(error::is);
    }

    private static Outcome published(Response answer) {
        return new Outcome.Published(answer.toString());
    }

    private static Outcome outcome(Throwable failure) {
        if (isRefusal(failure)) {
            return new Outcome.Refused(failure);
        }
        return failure instanceof ErrorType error && error.is("READONLY")
                ? new Outcome.Demoted(failure)
                : new Outcome.Failed(failure);
    }
}
