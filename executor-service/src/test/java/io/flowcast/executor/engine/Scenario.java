package io.flowcast.executor.engine;

import io.flowcast.events.Event;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.NodeState;
import io.flowcast.events.Problem;
import io.flowcast.executor.definition.CompiledDefinition;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.DefinitionForm;
import io.flowcast.executor.definition.Retry;
import io.flowcast.executor.intent.Notice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Drives the transition function by hand, and tells what followed in words: {@code workflow.started}, {@code node.started
 * a}, {@code node.completed a -> b,c}, {@code node.failed a (server)}.
 */
final class Scenario {

    static final long START = 1_000_000;

    /** Every transition that any scenario made. */
    static final Set<Enum<?>> VISITED = new HashSet<>();

    final ExecutionState state;
    final List<Event> log = new ArrayList<>();
    final Set<String> starts = new HashSet<>();
    final List<Notice> notices = new ArrayList<>();
    private final Transition transition;
    private final Set<String> untrue = new HashSet<>();
    long now = START;
    boolean draining;

    Scenario(Definition definition) {
        this(definition, 0);
    }

    Scenario(Definition definition, int takeovers) {
        this(definition, takeovers, Origin.NONE);
    }

    Scenario(Definition definition, int takeovers, Origin origin) {
        Evaluator evaluator = new Evaluator() {
            @Override
            public boolean holds(String when, ExecutionState of, Map<String, @Nullable Object> outputs) throws Failed {
                if (when.equals("broken")) {
                    throw new Failed(Problem.node("expression", "Expression failed", when));
                }
                return !untrue.contains(when);
            }

            @Override
            public Encoded output(ExecutionState of, Map<String, @Nullable Object> outputs) throws Failed {
                if (untrue.contains("output")) {
                    throw new Failed(Problem.node("expression", "Expression failed", "output"));
                }
                return new Encoded(outputs, outputs.toString());
            }
        };
        transition = new Transition(
                evaluator,
                "executor-1",
                new Transition.Limits(3, 1_000),
                Scenario::defaultRetry,
                () -> 0.5,
                VISITED::add);
        ExecutionState.Header header = new ExecutionState.Header(
                ExecutionId.of("wf_exec_0_01JD8Q4GZ3T9X6N2R5V7W1Y0AB"),
                "somebody",
                CompiledDefinition.of(definition),
                new Encoded(null, "null"),
                START,
                new TraceContext("0123456789abcdef0123456789abcdef", null, TraceContext.SAMPLED),
                origin);
        state = new ExecutionState(header, ExecutionStatus.PENDING, 0, takeovers);
    }

    /** Of one type only. */
    private static Retry defaultRetry(String type) {
        return type.equals("patient") ? DefinitionForm.retry(Map.of("limit", 2, "delay", "3s")) : Retry.NEVER;
    }

    Scenario untrue(String condition) {
        untrue.add(condition);
        return this;
    }

    List<String> happens(Occurrence occurrence) {
        Step step = transition.decide(state, occurrence, now, draining);
        state.apply(step);
        log.addAll(step.events());
        starts.clear();
        starts.addAll(step.starts());
        notices.addAll(step.notices());
        return step.events().stream().map(Scenario::words).toList();
    }

    /** Begins to go on where the other one ended. */
    List<String> retries(Scenario other, boolean claimed) {
        return happens(new Occurrence.Retried(claimed, Reuse.of(other.state)));
    }

    List<String> claimed() {
        return happens(new Occurrence.Claimed());
    }

    List<String> succeeds(String nodeId) {
        return happens(
                new Occurrence.NodeSucceeded(nodeId, attempt(nodeId), new Encoded(nodeId, "\"" + nodeId + "\"")));
    }

    List<String> fails(String nodeId, String type) {
        return happens(new Occurrence.NodeFailed(nodeId, attempt(nodeId), Problem.node(type, type, null)));
    }

    /** With the time that the other side asked for. */
    List<String> failsFor(String nodeId, String type, Duration retryAfter) {
        return happens(new Occurrence.NodeFailed(nodeId, attempt(nodeId), Problem.node(type, type, null), retryAfter));
    }

    List<String> waits(String nodeId, long millis) {
        return happens(new Occurrence.NodeSuspended(nodeId, attempt(nodeId), now + millis));
    }

    List<String> awaitsSignal(String nodeId, String name) {
        return happens(new Occurrence.NodeAwaitsSignal(nodeId, attempt(nodeId), name));
    }

    List<String> signalled(String name) {
        return happens(new Occurrence.SignalReceived(name, new Signal(new Encoded(name, "\"" + name + "\""), "{}")));
    }

    /** The execution that the node starts with its present attempt. */
    ExecutionId child(String nodeId) {
        return ChildId.of(state.id(), nodeId, node(nodeId));
    }

    List<String> awaitsChild(String nodeId) {
        return happens(new Occurrence.NodeAwaitsChild(nodeId, attempt(nodeId), child(nodeId)));
    }

    List<String> childCompletes(String nodeId) {
        return happens(childEnded(nodeId, null));
    }

    List<String> childFails(String nodeId, String type) {
        return happens(childEnded(nodeId, Problem.node(type, type, null)));
    }

    Occurrence.ChildEnded childEnded(String nodeId, @Nullable Problem error) {
        Integer retries = node(nodeId).retries();
        Encoded output = error == null ? new Encoded(nodeId, "\"" + nodeId + "\"") : null;
        return new Occurrence.ChildEnded(nodeId, retries == null ? 0 : retries, child(nodeId), output, error);
    }

    List<String> after(long millis) {
        now += millis;
        return happens(new Occurrence.Tick());
    }

    List<String> takenOver() {
        return happens(new Occurrence.TakenOver(7));
    }

    List<String> cancelled() {
        return happens(new Occurrence.CancelRequested());
    }

    List<String> paused() {
        return happens(new Occurrence.PauseRequested());
    }

    List<String> resumed() {
        return happens(new Occurrence.ResumeRequested());
    }

    NodeState node(String nodeId) {
        return state.node(nodeId);
    }

    int attempt(String nodeId) {
        Integer attempt = node(nodeId).attempt();
        return attempt == null ? 0 : attempt;
    }

    static Set<Enum<?>> allTransitions() {
        Set<Enum<?>> all = new HashSet<>(EnumSet.allOf(NodeTransition.class));
        all.addAll(EnumSet.allOf(ExecutionTransition.class));
        return all;
    }

    private static String words(Event event) {
        StringBuilder words = new StringBuilder(event.type());
        if (event.nodeId() != null) {
            words.append(' ').append(event.nodeId());
        }
        if (event.attempt() != null && event.attempt() > 1) {
            words.append('#').append(event.attempt());
        }
        if (event.nextNodeIds() != null) {
            words.append(" -> ").append(String.join(",", event.nextNodeIds()));
        }
        if (event.reused() != null) {
            words.append(" reused");
        }
        if (event.error() != null) {
            words.append(" (").append(event.error().type()).append(')');
        }
        return words.toString();
    }
}
