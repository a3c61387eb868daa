package io.flowcast.executor.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.executor.definition.DefinitionFolder;
import io.flowcast.executor.definition.DefinitionForm;
import io.flowcast.executor.definition.DefinitionStore;
import io.flowcast.executor.definition.NodeSettings;
import io.flowcast.executor.definition.WorkflowSchemas;
import io.flowcast.executor.expression.Expressions;
import io.flowcast.executor.node.NodeTypes;
import io.flowcast.executor.secret.Secrets;
import io.flowcast.executor.store.ClusterClock;
import io.flowcast.executor.store.ExecutionConfig;
import io.flowcast.executor.store.ExecutionReader;
import io.flowcast.executor.store.ExecutionStore;
import io.flowcast.executor.store.ExecutorName;
import io.flowcast.executor.store.IntentStore;
import io.flowcast.executor.store.ItemStore;
import io.flowcast.executor.store.RetentionConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the engine together. */
@ApplicationScoped
class EngineBeans {

    @Produces
    @Singleton
    StateCodec stateCodec() {
        // Each execution has a thread of its own: buffers that belong to threads would be made for each anew.
        JsonFactory sharing = JsonFactory.builder()
                .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                .build();
        return new StateCodec(new ObjectMapper(sharing), DefinitionForm::fromStored);
    }

    @Produces
    @Singleton
    Executions executions(
            ExecutionStore store,
            ItemStore items,
            ExecutorName executor,
            StateCodec codec,
            ClusterClock clock,
            NodeTypes types,
            NodeSettings settings,
            WorkflowSchemas schemas,
            Expressions expressions,
            Secrets secrets,
            MeterRegistry registry,
            EngineConfig config,
            ForConfig forConfig,
            ExecutionConfig executionConfig,
            RetentionConfig retention,
            @All List<Telemetry> traces,
            DefinitionStore definitions,
            DefinitionFolder folder,
            ExecutionReader reader,
            IntentStore intents,
            Instance<Starter> starter) {
        Telemetry telemetry = Telemetry.all(Stream.concat(Stream.of(new EngineMetrics(registry)), traces.stream())
                .toList());
        ExecutorService threads = threads();
        Patience patience = new Patience(
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                () -> ThreadLocalRandom.current().nextDouble());
        Transition transition = new Transition(
                new ExpressionEvaluator(expressions, schemas, codec),
                executor.toString(),
                new Transition.Limits(config.takeoverLimit(), config.maxState().asLongValue()),
                types::defaultRetry,
                () -> ThreadLocalRandom.current().nextDouble());
        Children children = new Children(
                (id, version) -> version == null ? definitions.latest(id) : definitions.version(id, version),
                schemas,
                codec,
                starter::get,
                reader,
                intents,
                patience,
                new Children.Settings(
                        config.maxDepth(),
                        config.childCheck(),
                        config.maxOutput().asLongValue()));
        RunTools tools = new RunTools(
                store,
                transition,
                codec,
                clock,
                new Attempts.Tools(
                        types,
                        settings,
                        expressions,
                        secrets,
                        codec,
                        clock,
                        threads,
                        config.maxOutput().asLongValue(),
                        telemetry,
                        new LoopRun.Tools(
                                items,
                                patience,
                                forConfig.maxItems(),
                                config.handBackAfter(),
                                () -> ThreadLocalRandom.current().nextDouble()),
                        children),
                patience,
                telemetry,
                config.handBackAfter(),
                config.mergeFor(),
                retention.least());
        Executions executions = new Executions(
                tools, executionConfig.lease(), executionConfig.maxInFlight(), threads, folder::isLoaded);
        Gauge.builder("flowcast.executions.running", executions, Executions::running)
                .description("Executions that this executor runs")
                .register(registry);
        Gauge.builder("flowcast.executions.room", executions, Executions::room)
                .description("How many more executions this executor can take up")
                .register(registry);
        return executions;
    }

    @Produces
    @Singleton
    Starter starter(
            ExecutionStore store,
            Executions executions,
            ClusterClock clock,
            @ConfigProperty(name = "flowcast.partitions", defaultValue = "1") int partitions) {
        return new Starter(store, executions, clock, partitions);
    }

    /**
     * A thread each, that knows nothing of the thread which started it: the container's own would pass on the context of
     * the request that began an execution, to live as long as the execution. Its class loader is the application's, with
     * which the configuration is found, and whatever is first needed there.
     */
    private static ExecutorService threads() {
        ThreadFactory bare = Thread.ofVirtual()
                .name("execution-", 0)
                .inheritInheritableThreadLocals(false)
                .factory();
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        return Executors.newThreadPerTaskExecutor(task -> {
            Thread thread = bare.newThread(task);
            thread.setContextClassLoader(application);
            return thread;
        });
    }
}
