package io.flowcast.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/** A Deployment or StatefulSet, and the pods that it makes. */
record Workload(JsonNode object) {
    private static final String COMPONENT = "app.kubernetes.io/component";

    String title() {
        return Manifests.title(object);
    }

    JsonNode template() {
        return object.path("spec").path("template");
    }

    JsonNode labels() {
        return template().path("metadata").path("labels");
    }

    JsonNode pod() {
        return template().path("spec");
    }

    List<JsonNode> containers() {
        return Stream.concat(Manifests.each(pod().path("initContainers")), Manifests.each(pod().path("containers")))
                .toList();
    }

    /** The container that serves. */
    JsonNode main() {
        return pod().path("containers").path(0);
    }

    boolean isExecutor() {
        return labels().path(COMPONENT).asText().equals("executor");
    }

    boolean isGateway() {
        return labels().path(COMPONENT).asText().equals("gateway");
    }

    boolean isOurs() {
        return isExecutor() || isGateway();
    }

    boolean isRedis() {
        return labels().path("app.kubernetes.io/name").asText().equals("redis");
    }

    /** The number of a port, given by number or name; 0 where no container has it. */
    int port(JsonNode port) {
        return containers().stream()
                .flatMap(container -> Manifests.each(container.path("ports")))
                .filter(open -> port.isInt()
                        ? open.path("containerPort").equals(port)
                        : open.path("name").equals(port))
                .mapToInt(open -> open.path("containerPort").asInt())
                .findFirst()
                .orElse(0);
    }
}
