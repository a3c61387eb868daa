package io.flowcast.executor.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.Event;
import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.executor.definition.CompiledDefinition;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.NodeSettings;
import io.flowcast.executor.definition.Retry;
import io.flowcast.executor.definition.WorkflowSchemas;
import io.flowcast.executor.expression.Expressions;
import io.flowcast.executor.node.InlineNodeType;
import io.flowcast.executor.node.NodeTypes;
import io.flowcast.executor.secret.Secrets;
import io.flowcast.executor.store.Claims;
import io.flowcast.executor.store.Created;
import io.flowcast.executor.store.Creation;
import io.flowcast.executor.store.InMemoryExecutionStore;
import io.flowcast.executor.store.Restoration;
import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import io.flowcast.node.NodeType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One executor on the in-memory store, with a node type {@code step} whose attempts a test ends by hand and a {@code
 * wait} of a minute.
 */
public final class TestExecutor implements AutoCloseable {

    /** One node of the type {@code step}. */
    public static final Definition STEP =
            Workflows.workflow().node("a", Workflows.type("step")).build();

    public static final Duration LEASE = Duration.ofSeconds(4);

    public final InMemoryExecutionStore store;
    public final Executions executions;
    public final BlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();
    volatile boolean understandsNothing;
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EngineMetrics metrics = new EngineMetrics(registry);
    private final Definition definition;
    private final StateCodec codec;
    private final Map<String, Definition> workflows = new ConcurrentHashMap<>();
    private final ObjectMapper json = new ObjectMapper();
    private final Expressions expressions = Expressions.withDefaults();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private volatile boolean begun = true;

    /** An attempt that waits for the test to say what it comes to. */
    public record Attempt(
            String nodeId,
            int attempt,
            Thread thread,
            BlockingQueue<Callable<NodeResult>> result,
            NodeContext context) {
        public void succeed() {
            come(new NodeResult.Output(Map.of("by", nodeId)));
        }

        public void come(NodeResult to) {
            result.add(() -> to);
        }

        void die(Error error) {
            result.add(() -> {
                throw error;
            });
        }
    }

    public TestExecutor(String name, Definition definition, InMemoryExecutionStore store) {
        this(name, definition, store, null, List.of());
    }

    public TestExecutor(String name, Definition definition, InMemoryExecutionStore store, Telemetry telemetry) {
        this(name, definition, store, null, List.of(telemetry));
    }

    TestExecutor(String name, Definition definition, InMemoryExecutionStore store, @Nullable Evaluator evaluator) {
        this(name, definition, store, evaluator, List.of());
    }

    private TestExecutor(
            String name,
            Definition definition,
            InMemoryExecutionStore store,
            @Nullable Evaluator evaluator,
            List<Telemetry> more) {
        this.definition = definition;
        this.store = store;
        also(definition);
        codec = new StateCodec(json, (source, _) -> {
            if (understandsNothing) {
                throw new IllegalStateException("a definition of another time");
            }
            return workflows.getOrDefault(String.valueOf(source.get("id")), definition);
        });
        Transition transition = new Transition(
                evaluator == null ? new ExpressionEvaluator(expressions, new WorkflowSchemas(), codec) : evaluator,
                name,
                new Transition.Limits(3, 1_500),
                _ -> Retry.NEVER,
                () -> 0.5);
        NodeTypes types = NodeTypes.builtIn(List.of(
                type("step", this::step),
                type("noop", _ -> NodeResult.none()),
                type("wait", this::minute),
                type("for", this::never),
                type(
                        "signal",
                        context -> new NodeResult.AwaitSignal(
                                String.valueOf(context.settings().get("name")))),
                type(
                        "workflow",
                        context -> new NodeResult.RunWorkflow(
                                String.valueOf(context.settings().get("workflowId")),
                                null,
                                context.settings().get("input"))),
                new Pure()));
        Telemetry telemetry =
                Telemetry.all(Stream.concat(Stream.of(metrics), more.stream()).toList());
        Patience patience = new Patience(Duration.ofMillis(1), Duration.ofMillis(5), () -> 0.5);
        Children children = new Children(
                (id, _) -> Optional.ofNullable(workflows.get(id)).map(CompiledDefinition::of),
                new WorkflowSchemas(),
                codec,
                this::starter,
                store,
                store,
                patience,
                new Children.Settings(3, Duration.ofMinutes(10), 1_000));
        RunTools tools = new RunTools(
                store,
                transition,
                codec,
                System::currentTimeMillis,
                new Attempts.Tools(
                        types,
                        new NodeSettings(types),
                        expressions,
                        Secrets.NONE,
                        codec,
                        System::currentTimeMillis,
                        threads,
                        1_000,
                        telemetry,
                        new LoopRun.Tools(store.items(), patience, 100, Duration.ofMillis(100), () -> 0.5),
                        children),
                patience,
                telemetry,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofMinutes(10));
        executions = new Executions(tools, LEASE, 10, threads, () -> begun);
    }

    /** Whether it may run anything. */
    public void begun(boolean now) {
        begun = now;
    }

    /** A workflow that nodes may start. */
    TestExecutor also(Definition workflow) {
        workflows.put(workflow.id(), workflow);
        return this;
    }

    /** Goes on, in a new execution, where this one ended. */
    ExecutionId retry(ExecutionId id) {
        ExecutionState earlier = codec.read(id, store.fields(id), 0);
        return ((Start.Outcome.Started) starter().retry(earlier, TraceContext.root(new Random(2)), null)).id();
    }

    private Starter starter() {
        return new Starter(store, executions, System::currentTimeMillis, 1);
    }

    private NodeResult step(NodeContext context) throws Exception {
        Attempt attempt = new Attempt(
                context.nodeId(), context.attempt(), Thread.currentThread(), new LinkedBlockingQueue<>(), context);
        attempts.add(attempt);
        return attempt.result().take().call();
    }

    private NodeResult never(NodeContext context) {
        throw new IllegalStateException("the engine runs loops itself");
    }

    private NodeResult minute(NodeContext context) {
        return new NodeResult.WaitUntil(context.now() + 60_000);
    }

    /** Creates an execution and takes it up in the same step. */
    public ExecutionId start(String ulid) {
        return start(ulid, TraceContext.root(new Random(1)));
    }

    /** Accepts an execution, as for a request. */
    ExecutionId accept() {
        Start start = new Start(
                null,
                CompiledDefinition.of(definition),
                new Encoded(null, "null"),
                "anybody",
                Origin.NONE,
                TraceContext.root(new Random(1)),
                0,
                null);
        return ((Start.Outcome.Started) starter().start(start)).id();
    }

    /** Creates an execution for anybody to take up. */
    public ExecutionId queue(String ulid) {
        ExecutionId id = new ExecutionId(0, ulid);
        Executions.Beginning beginning = executions.begin(header(id, TraceContext.root(new Random(1))), false);
        store.create(new Creation(id, beginning.fields(), beginning.events(), false, false, 0, null));
        return id;
    }

    private ExecutionState.Header header(ExecutionId id, TraceContext trace) {
        return new ExecutionState.Header(
                id,
                "anybody",
                CompiledDefinition.of(definition),
                new Encoded(null, "null"),
                System.currentTimeMillis(),
                trace,
                Origin.NONE);
    }

    public ExecutionId start(String ulid, TraceContext trace) {
        ExecutionId id = new ExecutionId(0, ulid);
        ExecutionState.Header header = header(id, trace);
        if (!executions.takePlace()) {
            throw new IllegalStateException("no room");
        }
        Executions.Beginning beginning = executions.begin(header, true);
        long sentAt = System.nanoTime();
        Created.Written written = (Created.Written)
                store.create(new Creation(id, beginning.fields(), beginning.events(), true, false, 0, null));
        executions.goOn(beginning, written.fence(), written.lastId(), sentAt);
        return id;
    }

    /** Claims what is due, as the claimer does. */
    public int claim() {
        int places = executions.takePlaces(10);
        long sentAt = System.nanoTime();
        Claims claims = store.claim(places, UUID.randomUUID().toString());
        claims.claims().forEach(claim -> executions.takeUp(claim, sentAt));
        executions.putBack(places - claims.claims().size());
        return claims.claims().size();
    }

    List<String> told(ExecutionId id) {
        return events(id).stream()
                .map(event -> event.nodeId() == null ? event.type() : event.type() + " " + event.nodeId())
                .toList();
    }

    List<Event> events(ExecutionId id) {
        return store.log(id).stream().map(this::event).toList();
    }

    List<EventId> ids(ExecutionId id) {
        return store.log(id).stream().map(Restoration.Tail::id).toList();
    }

    public String status(ExecutionId id) {
        return store.fields(id).getOrDefault(ExecutionFields.STATUS, "gone");
    }

    private Event event(Restoration.Tail tail) {
        try {
            return json.readValue(tail.entry().data(), Event.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NodeType type(String name, NodeBehaviour behaviour) {
        return new NodeType() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Map<String, Object> settingsSchema() {
                return Map.of();
            }

            @Override
            public NodeResult run(NodeContext context) throws Exception {
                return behaviour.run(context);
            }
        };
    }

    /** Gives its settings, says so, and fails where they ask for it. */
    private static final class Pure implements InlineNodeType {
        @Override
        public String name() {
            return "pure";
        }

        @Override
        public Map<String, Object> settingsSchema() {
            return Map.of();
        }

        @Override
        public NodeResult run(NodeContext context) {
            if (context.settings().containsKey("fail")) {
                return NodeResult.failure("raised", "Raised", "as the test wants it");
            }
            if (context.settings().containsKey("log")) {
                context.log(String.valueOf(context.settings().get("log")));
            }
            return new NodeResult.Output(context.settings());
        }
    }

    private interface NodeBehaviour {
        NodeResult run(NodeContext context) throws Exception;
    }

    @Override
    public void close() {
        executions.runs().forEach(ExecutionRun::halt);
        threads.close();
        expressions.close();
    }
}
