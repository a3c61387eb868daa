package io.flowcast.k8s;

import static java.util.Map.entry;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Each object is what the API of its version knows: no other field, no other type. Kubernetes' own models say so when they are asked,
 * and what they let pass shows in what they write back. An API that is not listed here is unknown, or gone.
 */
final class Models implements Rule {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    /** Asks a model whether it knows all of an element. */
    private interface Check {
        void validate(JsonElement element) throws IOException;
    }

    private record Model(Class<?> type, Check check) {}

    private static final Map<String, Model> MODELS = Map.ofEntries(
            entry("v1 Namespace", new Model(V1Namespace.class, V1Namespace::validateJsonElement)),
            entry("v1 ServiceAccount", new Model(V1ServiceAccount.class, V1ServiceAccount::validateJsonElement)),
            entry("v1 Service", new Model(V1Service.class, V1Service::validateJsonElement)),
            entry("v1 ConfigMap", new Model(V1ConfigMap.class, V1ConfigMap::validateJsonElement)),
            entry("v1 Secret", new Model(V1Secret.class, V1Secret::validateJsonElement)),
            entry("apps/v1 Deployment", new Model(V1Deployment.class, V1Deployment::validateJsonElement)),
            entry("apps/v1 StatefulSet", new Model(V1StatefulSet.class, V1StatefulSet::validateJsonElement)),
            entry(
                    "policy/v1 PodDisruptionBudget",
                    new Model(V1PodDisruptionBudget.class, V1PodDisruptionBudget::validateJsonElement)),
            entry(
                    "networking.k8s.io/v1 NetworkPolicy",
                    new Model(V1NetworkPolicy.class, V1NetworkPolicy::validateJsonElement)),
            entry("networking.k8s.io/v1 Ingress", new Model(V1Ingress.class, V1Ingress::validateJsonElement)),
            entry(
                    "autoscaling/v2 HorizontalPodAutoscaler",
                    new Model(V2HorizontalPodAutoscaler.class, V2HorizontalPodAutoscaler::validateJsonElement)));

    /** Of those that are no part of Kubernetes, what we use. */
    private static final Map<String, Class<?>> CUSTOM = Map.of(
            "cloud.google.com/v1 BackendConfig", BackendConfig.class,
            "monitoring.coreos.com/v1 PodMonitor", PodMonitor.class);

    @JsonIgnoreProperties({"apiVersion", "kind", "metadata"})
    private record BackendConfig(BackendSpec spec) {
        private record BackendSpec(int timeoutSec, Draining connectionDraining, HealthCheck healthCheck) {}

        private record Draining(int drainingTimeoutSec) {}

        private record HealthCheck(
                String type,
                String requestPath,
                int port,
                int checkIntervalSec,
                int timeoutSec,
                int healthyThreshold,
                int unhealthyThreshold) {}
    }

    @JsonIgnoreProperties({"apiVersion", "kind", "metadata"})
    private record PodMonitor(MonitorSpec spec) {
        private record MonitorSpec(Selector selector, List<Endpoint> podMetricsEndpoints) {}

        private record Selector(Map<String, String> matchLabels, List<Expression> matchExpressions) {}

        private record Expression(String key, String operator, List<String> values) {}

        private record Endpoint(String port, String path, String interval) {}
    }

    @Override
    public List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        for (JsonNode object : manifests.objects()) {
            problem(object).ifPresent(problem -> problems.add(Manifests.title(object) + ": " + problem));
        }
        return problems;
    }

    private static Optional<String> problem(JsonNode object) {
        String api =
                object.path("apiVersion").asText() + " " + object.path("kind").asText();
        Model model = MODELS.get(api);
        Class<?> custom = CUSTOM.get(api);
        try {
            if (model != null) {
                return difference(object, model);
            } else if (custom != null) {
                Objects.requireNonNull(STRICT.treeToValue(object, custom));
                return Optional.empty();
            }
            return Optional.of("no such API: " + api);
        } catch (IOException | IllegalArgumentException | IllegalStateException | JsonParseException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> difference(JsonNode object, Model model) throws IOException {
        String text = object.toString();
        model.check().validate(JsonParser.parseString(text));
        Object parsed = JSON.getGson().fromJson(text, model.type());
        JsonNode back = STRICT.readTree(JSON.getGson().toJson(parsed));
        // Base64 may have line breaks, and comes back without.
        JsonNode read =
                object.path("kind").asText().equals("Secret") ? STRICT.readTree(text.replace("\\n", "")) : object;
        return difference("", read, back);
    }

    /** The first place where what the model writes is not what it read. */
    private static Optional<String> difference(String place, JsonNode read, JsonNode written) {
        if (read.isObject() && written.isObject()) {
            return read.propertyStream()
                    .flatMap(field ->
                            difference(place + "/" + field.getKey(), field.getValue(), written.path(field.getKey()))
                                    .stream())
                    .findFirst();
        }
        if (read.isArray() && written.isArray() && read.size() == written.size()) {
            for (int i = 0; i < read.size(); i++) {
                Optional<String> difference = difference(place + "/" + i, read.get(i), written.get(i));
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return Optional.empty();
        }
        return read.equals(written)
                ? Optional.empty()
                : Optional.of("%s is %s, which is understood as %s".formatted(place, read, written));
    }
}
