package io.flowcast.gateway.auth;

import io.flowcast.access.Caller;
import io.flowcast.access.Tokens;
import io.flowcast.access.Verification;
import io.flowcast.events.ExecutionId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Looks into what callers show: a token, a session's word, a ticket. Answers on the event loop that asks; never fails. */
@Singleton
class Credentials {
    private static final Logger LOG = Logger.getLogger(Credentials.class);
    private static final Entry KEYS =
            new Entry.Unavailable("keys-unavailable", "The keys with which tokens are signed cannot be had.");
    private static final Entry STORE = new Entry.Unavailable("store-unavailable", "Redis does not answer.");

    private final Vertx vertx;
    private final Authentication authentication;
    private final Sessions sessions;
    private final Tickets tickets;

    Credentials(Vertx vertx, Authentication authentication, Sessions sessions, Tickets tickets) {
        this.vertx = vertx;
        this.authentication = authentication;
        this.sessions = sessions;
        this.tickets = tickets;
    }

    Future<Entry> bearer(String token) {
        return verify(token).map(verification -> switch (verification) {
            case Verification.Valid(Caller caller) -> new Entry.Let(new Admission(caller));
            case Verification.Invalid(String why) -> new Entry.Refused(why);
            case Verification.Unavailable unavailable -> KEYS;
        });
    }

    Future<Entry> session(String word) {
        return sessions.token(word)
                .compose(token -> token.isEmpty()
                        ? Future.succeededFuture(new Entry.Lapsed())
                        : verify(token.get()).map(verification -> session(word, token.get(), verification)))
                .otherwise(Credentials::unreachable);
    }

    private Entry session(String word, String token, Verification verification) {
        return switch (verification) {
            case Verification.Valid(Caller caller) ->
                new Entry.LetSession(new Admission(caller, admission -> look(word, admission)), token);
            case Verification.Invalid invalid -> new Entry.Lapsed();
            case Verification.Unavailable unavailable -> KEYS;
        };
    }

    /** A session may have ended since, or got another token. While Redis is away, it is as it was. */
    private void look(String word, Admission admission) {
        sessions.token(word).onSuccess(token -> {
            if (token.isEmpty()) {
                admission.end();
            } else {
                verify(token.get()).onSuccess(verification -> {
                    switch (verification) {
                        case Verification.Valid(Caller caller) -> admission.until(caller.expiresAt());
                        case Verification.Invalid invalid -> admission.end();
                        case Verification.Unavailable unavailable -> {}
                    }
                });
            }
        });
    }

    Future<Entry> ticket(String word, ExecutionId execution) {
        return tickets.use(word, execution)
                .compose(found -> found.isEmpty() ? Future.succeededFuture(found) : underItsSession(found.get()))
                .map(found -> found.<Entry>map(ticket -> new Entry.Let(
                                new Admission(ticket.caller(), admission -> look(word, ticket, admission))))
                        .orElseGet(() -> new Entry.Refused("the ticket is not good, or not for this execution")))
                .otherwise(Credentials::unreachable);
    }

    /** It may have been renewed since, and an open stream makes it last. Where Redis lost it, it is written again. */
    private void look(String word, Tickets.Ticket ticket, Admission admission) {
        underItsSession(ticket).onSuccess(still -> {
            if (still.isEmpty()) {
                admission.end();
                return;
            }
            tickets.use(word, ExecutionId.of(ticket.execution()))
                    .onSuccess(found -> found.ifPresentOrElse(
                            present -> admission.until(present.expiresAt()),
                            () -> tickets.keep(word, ticket.until(admission.expiresAt()))));
        });
    }

    private Future<Optional<Tickets.Ticket>> underItsSession(Tickets.Ticket ticket) {
        String session = ticket.session();
        return session == null
                ? Future.succeededFuture(Optional.of(ticket))
                : sessions.lives(session).map(lives -> lives ? Optional.of(ticket) : Optional.empty());
    }

    Future<Verification> verify(String token) {
        Tokens tokens = authentication.tokens();
        Caller known = tokens.known(token);
        if (known != null) {
            return Future.succeededFuture(new Verification.Valid(known));
        }
        Context context = vertx.getOrCreateContext();
        Promise<Verification> answer = Promise.promise();
        authentication.threads().execute(() -> {
            Verification verification = tokens.verify(token);
            context.runOnContext(back -> answer.complete(verification));
        });
        return answer.future();
    }

    private static Entry unreachable(Throwable failure) {
        LOG.debugf(failure, "a session or ticket cannot be read");
        return STORE;
    }
}
