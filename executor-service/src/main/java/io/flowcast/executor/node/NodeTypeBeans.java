package io.flowcast.executor.node;

import io.flowcast.node.NodeType;
import io.quarkus.arc.All;
import io.quarkus.arc.InstanceHandle;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Gathers the node types, the executor's own and those of jars that were built in, and refuses to start with bad ones. */
@Singleton
final class NodeTypeBeans {

    private static final Logger LOG = Logger.getLogger(NodeTypeBeans.class);

    @Produces
    @Singleton
    NodeTypes nodeTypes(@All List<InstanceHandle<NodeType>> handles) {
        return new NodeTypes(handles.stream()
                .map(handle -> {
                    Class<?> beanClass = handle.getBean().getBeanClass();
                    return InstalledNodeType.of(handle::get, beanClass, NodeTypeSource.of(beanClass));
                })
                .toList());
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
