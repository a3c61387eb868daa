package io.flowcast.executor.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.executor.definition.DefinitionForm;
import io.flowcast.executor.definition.NodeSettings;
import io.flowcast.executor.definition.WorkflowSchemas;
import io.flowcast.executor.expression.Expressions;
import io.flowcast.executor.node.NodeTypes;
import io.flowcast.executor.store.ClusterClock;
import io.flowcast.executor.store.ExecutionConfig;
import io.flowcast.executor.store.ExecutionStore;
import io.flowcast.executor.store.ExecutorName;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the engine together. */
@ApplicationScoped
class EngineBeans {

    @Produces
    @Singleton
    StateCodec stateCodec() {
        return new StateCodec(new ObjectMapper(), DefinitionForm::fromStored);
    }

    @Produces
    @Singleton
    Executions executions(
            ExecutionStore store,
            ExecutorName executor,
            StateCodec codec,
            ClusterClock clock,
            NodeTypes types,
            NodeSettings settings,
            WorkflowSchemas schemas,
            Expressions expressions,
            MeterRegistry registry,
            EngineConfig config,
            ExecutionConfig executionConfig,
            @VirtualThreads ExecutorService threads) {
        Transition transition = new Transition(
                new ExpressionEvaluator(expressions, schemas, codec),
                executor.toString(),
                config.takeoverLimit(),
                () -> ThreadLocalRandom.current().nextDouble());
        RunTools tools = new RunTools(
                store,
                transition,
                codec,
                clock,
                new Attempts.Tools(
                        types,
                        settings,
                        expressions,
                        codec,
                        clock,
                        threads,
                        config.maxOutput().asLongValue()),
                new Patience(
                        Duration.ofMillis(50),
                        Duration.ofSeconds(1),
                        () -> ThreadLocalRandom.current().nextDouble()),
                new EngineMetrics(registry),
                config.handBackAfter());
        Executions executions = new Executions(tools, executionConfig.lease(), executionConfig.maxInFlight(), threads);
        registry.gauge("flowcast.executions.running", executions, Executions::running);
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
}
