package io.flowcast.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is referred to is there: ConfigMaps, Secrets, their keys, service accounts, volumes. Secrets that are made elsewhere have to be
 * named in an example, and none is in the manifests, unless the installation makes its own.
 */
final class References implements Rule {
    /** Keys of Secrets that somebody makes by hand. */
    private final Manifests elsewhere;

    References(Manifests elsewhere) {
        this.elsewhere = elsewhere;
    }

    @Override
    public List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        manifests.workloads().forEach(workload -> ofWorkload(manifests, workload, problems));
        manifests
                .of("Ingress")
                .flatMap(ingress -> Manifests.each(ingress.path("spec").path("tls")))
                .forEach(tls -> secret(manifests, "Ingress", tls, "secretName", "tls.key", problems));
        manifests
                .of("Secret")
                .filter(secret -> !elsewhere.objects().isEmpty())
                .forEach(secret ->
                        problems.add(Manifests.title(secret) + " is in the manifests, for everybody to read"));
        return problems;
    }

    private void ofWorkload(Manifests manifests, Workload workload, List<String> problems) {
        String title = workload.title();
        JsonNode account = workload.pod().path("serviceAccountName");
        if (!account.isMissingNode()
                && manifests.find("ServiceAccount", account.asText()).isMissingNode()) {
            problems.add(title + " runs as " + account + ", which is not there");
        }
        Set<String> volumes = new HashSet<>();
        for (JsonNode volume : workload.pod().path("volumes")) {
            volumes.add(volume.path("name").asText());
            if (volume.has("configMap")) {
                configMap(manifests, title, volume.path("configMap"), problems);
            } else if (volume.has("secret")) {
                secret(manifests, title, volume.path("secret"), "secretName", "", problems);
            }
        }
        workload.object()
                .path("spec")
                .path("volumeClaimTemplates")
                .forEach(claim -> volumes.add(Manifests.name(claim)));
        Set<String> mounted = new HashSet<>();
        for (JsonNode container : workload.containers()) {
            container
                    .path("volumeMounts")
                    .forEach(mount -> mounted.add(mount.path("name").asText()));
            for (JsonNode source : container.path("envFrom")) {
                if (source.has("configMapRef")) {
                    configMap(manifests, title, source.path("configMapRef"), problems);
                } else {
                    secret(manifests, title, source.path("secretRef"), "name", "", problems);
                }
            }
            for (JsonNode variable : container.path("env")) {
                ofVariable(manifests, title, variable, problems);
            }
        }
        if (!volumes.equals(mounted)) {
            problems.add("%s has the volumes %s and mounts %s".formatted(title, volumes, mounted));
        }
    }

    private void ofVariable(Manifests manifests, String title, JsonNode variable, List<String> problems) {
        JsonNode from = variable.path("valueFrom");
        if (from.has("secretKeyRef")) {
            JsonNode reference = from.path("secretKeyRef");
            secret(manifests, title, reference, "name", reference.path("key").asText(), problems);
        } else if (from.has("configMapKeyRef")) {
            configMap(manifests, title, from.path("configMapKeyRef"), problems);
        }
    }

    private static void configMap(Manifests manifests, String title, JsonNode reference, List<String> problems) {
        JsonNode map = manifests.find("ConfigMap", reference.path("name").asText());
        boolean there = reference.has("key")
                ? map.path("data").has(reference.path("key").asText())
                : map.isObject();
        if (!there && !reference.path("optional").asBoolean()) {
            problems.add("%s wants of a ConfigMap what is not there: %s".formatted(title, reference));
        }
    }

    private void secret(
            Manifests manifests, String title, JsonNode reference, String field, String key, List<String> problems) {
        String name = reference.path(field).asText();
        boolean there = Stream.of(manifests, elsewhere)
                .map(some -> some.find("Secret", name))
                .filter(JsonNode::isObject)
                .anyMatch(secret -> key.isEmpty()
                        || secret.path("data").has(key)
                        || secret.path("stringData").has(key));
        if (!there && !reference.path("optional").asBoolean()) {
            problems.add("%s wants of a Secret what is not there: %s".formatted(title, reference));
        }
    }
}
