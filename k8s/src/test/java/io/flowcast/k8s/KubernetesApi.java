package io.flowcast.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An API server, spoken to as kubectl does: in JSON, with server-side apply, and with all that it can check. */
final class KubernetesApi {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NAMESPACE = "flowcast";

    private final HttpClient client;
    private final String address;
    private final String token;
    /** By API and kind, without the name of the object. */
    private final Map<String, Optional<String>> paths = new HashMap<>();

    KubernetesApi(HttpClient client, String address, String token) {
        this.client = client;
        this.address = address;
        this.token = token;
    }

    /** What the server said. */
    record Answer(int status, JsonNode body) {
        boolean isGood() {
            return status < 300;
        }

        String message() {
            return body.path("message").asText();
        }
    }

    boolean isReady() throws IOException, InterruptedException {
        return send("GET", "/readyz", "", "").status() == 200
                && get("/api/v1/namespaces/default").isGood();
    }

    /** Of Kubernetes 1: 30 of 1.30. */
    int minorVersion() throws IOException, InterruptedException {
        return Integer.parseInt(get("/version").body().path("minor").asText().replaceAll("\\D", ""));
    }

    /** Where objects of this kind are; empty where the server has no such API. */
    Optional<String> path(JsonNode object) throws IOException, InterruptedException {
        String version = object.path("apiVersion").asText();
        String kind = object.path("kind").asText();
        Optional<String> known = paths.get(version + " " + kind);
        if (known != null) {
            return known;
        }
        String base = (version.contains("/") ? "/apis/" : "/api/") + version;
        JsonNode resources = get(base).body().path("resources");
        Optional<String> found = Manifests.each(resources)
                .filter(resource -> resource.path("kind").asText().equals(kind)
                        && !resource.path("name").asText().contains("/"))
                .map(resource -> base + (resource.path("namespaced").asBoolean() ? "/namespaces/" + NAMESPACE : "")
                        + "/" + resource.path("name").asText())
                .findFirst();
        paths.put(version + " " + kind, found);
        return found;
    }

    /** Fields that the server does not know are an error. */
    Answer apply(JsonNode object) throws IOException, InterruptedException {
        return apply(object, "");
    }

    /** Everything is checked, nothing is kept. */
    Answer tryOut(JsonNode object) throws IOException, InterruptedException {
        return apply(object, "&dryRun=All");
    }

    private Answer apply(JsonNode object, String more) throws IOException, InterruptedException {
        Optional<String> path = path(object);
        if (path.isEmpty()) {
            return new Answer(404, JSON.createObjectNode().put("message", "no such API"));
        }
        return send(
                "PATCH",
                path.orElseThrow() + "/" + Manifests.name(object)
                        + "?fieldManager=test&force=true&fieldValidation=Strict" + more,
                "application/apply-patch+yaml",
                object.toString());
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, "", "");
    }

    /** Of the namespace that everything is in. */
    List<JsonNode> pods(String component) throws IOException, InterruptedException {
        JsonNode list = get(podPath("") + "?labelSelector=app.kubernetes.io/component=" + component)
                .body();
        return Manifests.each(list.path("items")).toList();
    }

    Answer create(String path, JsonNode object) throws IOException, InterruptedException {
        return send("POST", path, "application/json", object.toString());
    }

    Answer merge(String path, JsonNode change) throws IOException, InterruptedException {
        return send("PATCH", path, "application/merge-patch+json", change.toString());
    }

    Answer delete(String path) throws IOException, InterruptedException {
        return send("DELETE", path, "", "");
    }

    static String podPath(String name) {
        return "/api/v1/namespaces/" + NAMESPACE + "/pods" + (name.isEmpty() ? "" : "/" + name);
    }

    private Answer send(String method, String path, String type, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        String text = response.body();
        return new Answer(response.statusCode(), text.startsWith("{") ? JSON.readTree(text) : JSON.createObjectNode());
    }
}
