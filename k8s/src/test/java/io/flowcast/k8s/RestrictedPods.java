package io.flowcast.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Pods keep to the restricted profile of the Pod Security Standards, and to what we ask besides: a read-only root, no token of the API
 * server, no variables made of Services, bounded memory; and their namespace lets no other pods in.
 */
final class RestrictedPods implements Rule {
    private static final Set<String> VOLUMES = Set.of(
            "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret");

    @Override
    public List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        for (Workload workload : manifests.workloads()) {
            JsonNode pod = workload.pod();
            JsonNode context = pod.path("securityContext");
            require(context.path("runAsNonRoot").asBoolean(), workload, "may run as root", problems);
            require(context.path("runAsUser").asInt() > 0, workload, "has no user", problems);
            require(
                    context.path("seccompProfile").path("type").asText().equals("RuntimeDefault"),
                    workload,
                    "has no seccomp profile",
                    problems);
            require(isFalse(pod, "automountServiceAccountToken"), workload, "gets a token", problems);
            require(isFalse(pod, "enableServiceLinks"), workload, "gets variables made of Services", problems);
            for (String name : List.of("hostNetwork", "hostPID", "hostIPC")) {
                require(!pod.path(name).asBoolean(), workload, "has " + name, problems);
            }
            pod.path("volumes")
                    .forEach(volume -> volume.fieldNames()
                            .forEachRemaining(kind -> require(
                                    kind.equals("name") || VOLUMES.contains(kind),
                                    workload,
                                    "has a volume of the kind " + kind,
                                    problems)));
            pod.path("volumes")
                    .forEach(volume -> require(
                            !volume.has("emptyDir") || volume.path("emptyDir").has("sizeLimit"),
                            workload,
                            "has a folder without bound",
                            problems));
            workload.containers().forEach(container -> ofContainer(workload, container, problems));
        }
        manifests.of("ServiceAccount").forEach(account -> {
            if (!isFalse(account, "automountServiceAccountToken")) {
                problems.add(Manifests.title(account) + " gives out tokens");
            }
        });
        manifests.of("Namespace").forEach(namespace -> {
            if (!namespace
                    .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                    .asText()
                    .equals("restricted")) {
                problems.add(Manifests.title(namespace) + " lets other pods in");
            }
        });
        return problems;
    }

    private static void ofContainer(Workload workload, JsonNode container, List<String> problems) {
        JsonNode context = container.path("securityContext");
        JsonNode capabilities = context.path("capabilities");
        require(isFalse(context, "allowPrivilegeEscalation"), workload, "may gain privileges", problems);
        require(!context.path("privileged").asBoolean(), workload, "is privileged", problems);
        require(
                context.path("readOnlyRootFilesystem").asBoolean(),
                workload,
                "may write to its root file system",
                problems);
        require(
                capabilities.path("drop").path(0).asText().equals("ALL")
                        && capabilities.path("add").isEmpty(),
                workload,
                "has capabilities",
                problems);
        // What the pod says may be taken back here.
        require(!isFalse(context, "runAsNonRoot"), workload, "may run as root", problems);
        require(context.path("runAsUser").asInt(1) > 0, workload, "runs as root", problems);
        require(
                context.path("seccompProfile")
                        .path("type")
                        .asText("RuntimeDefault")
                        .equals("RuntimeDefault"),
                workload,
                "has no seccomp profile",
                problems);
        container
                .path("ports")
                .forEach(port -> require(!port.has("hostPort"), workload, "takes a port of the node", problems));
        JsonNode resources = container.path("resources");
        require(resources.path("requests").has("cpu"), workload, "requests no CPU", problems);
        require(resources.path("requests").has("memory"), workload, "requests no memory", problems);
        require(resources.path("limits").has("memory"), workload, "has memory without bound", problems);
    }

    private static boolean isFalse(JsonNode object, String field) {
        return object.path(field).isBoolean() && !object.path(field).booleanValue();
    }

    private static void require(boolean holds, Workload workload, String otherwise, List<String> problems) {
        if (!holds) {
            problems.add(workload.title() + " " + otherwise);
        }
    }
}
