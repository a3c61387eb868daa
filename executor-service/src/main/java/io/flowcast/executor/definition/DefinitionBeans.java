package io.flowcast.executor.definition;

import io.flowcast.executor.expression.ExpressionConfig;
import io.flowcast.executor.expression.Expressions;
import io.flowcast.executor.store.ClusterClock;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;

/** What the container hands out of the classes that know nothing of it. */
final class DefinitionBeans {

    @Produces
    @Singleton
    Expressions expressions(ExpressionConfig config, ClusterClock clock) {
        return new Expressions(config, () -> Instant.ofEpochMilli(clock.now()));
    }

    void close(@Disposes Expressions expressions) {
        expressions.close();
    }

    @Produces
    @Singleton
    DefinitionReader reader(NodeTypeCatalog catalog, Expressions expressions, DefinitionsConfig config) {
        return new DefinitionReader(catalog, expressions, config.maxNodes());
    }

    @Produces
    @Singleton
    NodeSettings nodeSettings(NodeTypeCatalog catalog) {
        return new NodeSettings(catalog);
    }

    @Produces
    @Singleton
    WorkflowSchemas workflowSchemas() {
        return new WorkflowSchemas();
    }
}
