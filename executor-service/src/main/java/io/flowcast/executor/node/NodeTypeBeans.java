package io.flowcast.executor.node;

import io.flowcast.node.NodeType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.arc.InstanceHandle;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Gathers the node types, the executor's own and those of jars that were built in, and refuses to start with bad ones. */
@Singleton
final class NodeTypeBeans {

    private static final Logger LOG = Logger.getLogger(NodeTypeBeans.class);

    @Produces
    @Singleton
    ExtensionThreads threads(NodeTypesConfig config, MeterRegistry registry) {
        if (config.maxThreads() < 1) {
            throw new IllegalStateException(
                    "flowcast.node-types.max-threads is " + config.maxThreads() + ", and has to be at least 1");
        }
        ExtensionThreads threads = new ExtensionThreads(config.maxThreads());
        Gauge.builder("flowcast.node.types.threads", threads, ExtensionThreads::active)
                .description("Threads taken by nodes of types that are not built in")
                .register(registry);
        Gauge.builder("flowcast.node.types.waiting", threads, ExtensionThreads::waiting)
                .description("Nodes of types that are not built in that wait for a thread")
                .register(registry);
        Gauge.builder("flowcast.node.types.abandoned", threads, ExtensionThreads::abandoned)
                .description("Nodes of types that are not built in that go on although they were told to stop")
                .register(registry);
        return threads;
    }

    void close(@Disposes ExtensionThreads threads) {
        threads.close();
    }

    /** @param maxOutput the engine's bound, so that no more than that is copied */
    @Produces
    @Singleton
    NodeTypes nodeTypes(
            @All List<InstanceHandle<NodeType>> handles,
            ExtensionThreads threads,
            @ConfigProperty(name = "flowcast.engine.max-output", defaultValue = "256K") MemorySize maxOutput) {
        return new NodeTypes(
                handles.stream()
                        .map(handle -> {
                            Class<?> beanClass = handle.getBean().getBeanClass();
                            return InstalledNodeType.of(handle::get, beanClass, NodeTypeSource.of(beanClass));
                        })
                        .toList(),
                type -> new GuardedNodeType(type, threads, maxOutput.asLongValue()));
    }

    void start(@Observes StartupEvent event, NodeTypes types) throws IOException {
        DroppedJars jars = DroppedJars.besideExecutor();
        jars.requireBuiltIn(NodeTypeBeans.class.getClassLoader());
        List<InstalledNodeType> dropped =
                types.all().stream().filter(type -> !type.builtIn()).toList();
        dropped.forEach(type -> LOG.infof("node type %s from %s", type.name(), type.source()));
        Set<String> sources = dropped.stream().map(InstalledNodeType::source).collect(Collectors.toSet());
        jars.without(sources)
                .forEach(name -> LOG.infof("%s holds no node type: it is taken for a library of others", name));
    }
}
