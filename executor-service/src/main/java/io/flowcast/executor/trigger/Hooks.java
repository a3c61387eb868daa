package io.flowcast.executor.trigger;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.IdempotencyKeys;
import io.flowcast.events.Problem;
import io.flowcast.events.TriggerState;
import io.flowcast.executor.definition.CompiledDefinition;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.DefinitionStore;
import io.flowcast.executor.definition.Firings;
import io.flowcast.executor.definition.Trigger;
import io.flowcast.executor.expression.ExpressionException;
import io.flowcast.executor.expression.Expressions;
import io.flowcast.executor.expression.Scope;
import io.flowcast.executor.secret.Secrets;
import io.flowcast.executor.store.ClusterClock;
import io.flowcast.executor.store.StoreUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Requests from outside that are to start a workflow: who may, and with what input. Thread-safe; blocks. */
@ApplicationScoped
public class Hooks {

    private static final Logger LOG = Logger.getLogger(Hooks.class);

    /**
     * What is not for the workflow to see: what shows that a caller may, and what the way here adds, which is not the
     * caller's and tells where the executor is.
     */
    private static final Set<String> HIDDEN = Set.of(
            "host",
            "connection",
            "content-length",
            "transfer-encoding",
            "forwarded",
            "via",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-forwarded-proto",
            "x-real-ip",
            "authorization",
            "proxy-authorization",
            "cookie",
            "x-gitlab-token",
            "x-hub-signature",
            "x-hub-signature-256",
            "webhook-signature");

    private static final String KEY = IdempotencyKeys.HEADER.toLowerCase(Locale.ROOT);

    private final DefinitionStore definitions;
    private final Secrets secrets;
    private final Expressions expressions;
    private final Firings firings;
    private final ClusterClock clock;
    private final TriggerConfig config;
    private final TriggerMetrics metrics;
    private final TriggerOwners owners;

    Hooks(
            DefinitionStore definitions,
            Secrets secrets,
            Expressions expressions,
            Firings firings,
            ClusterClock clock,
            TriggerConfig config,
            TriggerMetrics metrics,
            TriggerOwners owners) {
        this.definitions = definitions;
        this.secrets = secrets;
        this.expressions = expressions;
        this.firings = firings;
        this.clock = clock;
        this.config = config;
        this.metrics = metrics;
        this.owners = owners;
    }

    /**
     * A request as it came in.
     *
     * @param headers by lower-case name
     * @param query as in the URL, without its question mark
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Request(
            String workflowId,
            Map<String, String> headers,
            @Nullable String query,
            byte[] body) {

        /** What the sender calls this delivery, and repeats where it sends it again. */
        public Optional<String> deliveryId() {
            for (String header : new String[] {"webhook-id", "x-github-delivery", "idempotency-key"}) {
                if (headers.containsKey(header)) {
                    return Optional.of(headers.get(header));
                }
            }
            return Optional.empty();
        }
    }

    /** What a request comes to. */
    public sealed interface Reception {

        /**
         * An execution is to be started.
         *
         * @param owner of what is started
         * @param index of the trigger
         * @param input a plain value, yet to be held against the input schema
         */
        record Welcome(
                CompiledDefinition workflow,
                String owner,
                int index,
                @Nullable Object input) implements Reception {}

        record Refused(Problem problem) implements Reception {}
    }

    /** Throws {@link StoreUnavailable}. */
    public Reception receive(Request request) {
        DefinitionStore.Latest latest =
                definitions.latestWithOwner(request.workflowId()).orElse(null);
        int index = latest == null ? -1 : hookOf(latest.definition().definition());
        if (latest == null || index < 0) {
            return refused(404, "unknown-webhook", "Unknown webhook", "no workflow of this name has a webhook");
        }
        Definition definition = latest.definition().definition();
        Trigger.Webhook hook = (Trigger.Webhook) definition.triggers().get(index);
        Optional<String> secret = secrets.find(hook.secretName());
        if (secret.isEmpty()) {
            LOG.errorf("webhook of %s: there is no secret %s", definition.id(), hook.secretName());
            return refused(
                    503, "secret-missing", "Secret missing", "this webhook is not set up: its secret is missing");
        }
        Optional<String> wrong = new HookCredentials(
                        secret.get(), config.signatureAge().toSeconds())
                .wrong(request.headers(), request.body(), clock.now());
        if (wrong.isPresent()) {
            return refused(401, "unauthorized", "Unauthorized", wrong.get());
        }
        return switch (HookBody.of(request.headers().get("content-type"), request.body())) {
            case HookBody.Refused(Problem problem) -> new Reception.Refused(problem);
            case HookBody.Read(var body) -> input(latest, index, hook, request, body);
        };
    }

    private Reception input(
            DefinitionStore.Latest latest, int index, Trigger.Webhook hook, Request request, @Nullable Object body) {
        CompiledDefinition workflow = latest.definition();
        String owner = owners.of(latest);
        if (hook.input() == null) {
            return new Reception.Welcome(workflow, owner, index, body);
        }
        Map<String, Object> headers = new LinkedHashMap<>(request.headers());
        headers.keySet().removeAll(HIDDEN);
        headers.computeIfPresent(
                KEY, (_, key) -> String.valueOf(key).startsWith(IdempotencyKeys.OF_GATEWAY) ? null : key);
        try {
            Scope scope = Scope.EMPTY
                    .with("body", body)
                    .with("headers", headers)
                    .with("query", request.query() == null ? Map.of() : HookBody.fields(request.query()));
            return new Reception.Welcome(workflow, owner, index, expressions.evaluate(hook.input(), scope));
        } catch (ExpressionException | IllegalArgumentException e) {
            return refused(
                    422,
                    "invalid-payload",
                    "Invalid payload",
                    "the webhook's input cannot be made of this request: " + e.getMessage());
        }
    }

    /** Keeps what came of it, for people; that it could not be kept changes nothing. */
    public void fired(Reception.Welcome welcome, @Nullable ExecutionId started, String outcome) {
        metrics.fired(Trigger.Webhook.TYPE, outcome);
        TriggerState.Firing last = new TriggerState.Firing(clock.now(), outcome, started, null);
        try {
            firings.record(
                    welcome.workflow().definition().id(),
                    welcome.index(),
                    new TriggerState(Trigger.Webhook.TYPE, null, last));
        } catch (StoreUnavailable e) {
            LOG.warnf(
                    "when the webhook of %s fired is not kept: %s",
                    welcome.workflow().definition().id(), e.getMessage());
        }
    }

    private static int hookOf(Definition definition) {
        for (int i = 0; i < definition.triggers().size(); i++) {
            if (definition.triggers().get(i) instanceof Trigger.Webhook) {
                return i;
            }
        }
        return -1;
    }

    private static Reception refused(int status, String type, String title, String detail) {
        return new Reception.Refused(Problem.http(status, type, title, detail));
    }
}
