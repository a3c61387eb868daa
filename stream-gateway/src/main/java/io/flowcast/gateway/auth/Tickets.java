package io.flowcast.gateway.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.access.Caller;
import io.flowcast.access.Permission;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.gateway.redis.CommandLine;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tickets: words in the address of one execution's stream, for pages that can send neither a header nor a cookie. In Redis they
 * last for a moment; an open stream makes them last on. Thread-safe.
 */
@Singleton
class Tickets {

    /**
     * What a ticket stands for.
     *
     * @param execution the only one whose stream it opens
     * @param seesAll whether its caller sees everybody's executions
     * @param expiresAt epoch milliseconds: when the token that it was got with is no longer good
     * @param session digest of the session that it was got under, with which it ends; null where there was none
     */
    record Ticket(
            String execution,
            String subject,
            String owner,
            boolean seesAll,
            long expiresAt,
            @Nullable String session) {

        Ticket until(long time) {
            return new Ticket(execution, subject, owner, seesAll, time, session);
        }

        Caller caller() {
            Set<Permission> may = EnumSet.of(Permission.VIEW);
            if (seesAll) {
                may.add(Permission.VIEW_ALL);
            }
            return new Caller(subject, owner, may, expiresAt);
        }
    }

    private static final Command GETEX = Command.create("getex");

    private final CommandLine redis;
    private final ObjectMapper json;
    private final InstantSource clock;
    private final long lifetimeMillis;

    Tickets(CommandLine redis, ObjectMapper json, InstantSource clock, SessionConfig config) {
        this.redis = redis;
        this.json = json;
        this.clock = clock;
        this.lifetimeMillis = config.ticketLifetime().toMillis();
    }

    /** Makes a ticket, or has one last longer. */
    Future<Void> keep(String word, Ticket ticket) {
        try {
            return redis.send(Request.cmd(Command.SET)
                            .arg(key(word, ticket.execution()))
                            .arg(json.writeValueAsString(ticket))
                            .arg("PX")
                            .arg(lifetimeMillis))
                    .mapEmpty();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a ticket that is no JSON", e);
        }
    }

    /**
     * What it stands for, at this execution alone. From now on it lasts as a new one does and a quarter more: an open stream uses it
     * now and then, and it is to outlive the stream's end by its whole time.
     */
    Future<Optional<Ticket>> use(String word, ExecutionId execution) {
        Request read = Request.cmd(GETEX)
                .arg(key(word, execution.toString()))
                .arg("PX")
                .arg(lifetimeMillis + lifetimeMillis / 4);
        return redis.send(read)
                .map(text -> Optional.ofNullable(text)
                        .map(found -> parse(found.toString()))
                        .filter(ticket -> ticket.execution().equals(execution.toString())
                                && clock.millis() < ticket.expiresAt()));
    }

    private static String key(String word, String execution) {
        return RedisKeys.of(ExecutionId.of(execution)).ticket(Secrets.digest(word));
    }

    private Ticket parse(String text) {
        try {
            return json.readValue(text, Ticket.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Redis holds no readable ticket", e);
        }
    }
}
