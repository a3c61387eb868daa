package io.flowcast.executor.definition;

import io.flowcast.executor.expression.ExpressionConfig;
import io.flowcast.executor.expression.Expressions;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** What the container hands out of the classes that know nothing of it. */
final class DefinitionBeans {

    @Produces
    @Singleton
    Expressions expressions(ExpressionConfig config) {
        return new Expressions(config, InstantSource.system());
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
