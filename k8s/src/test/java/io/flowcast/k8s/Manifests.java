package io.flowcast.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The objects of one installation, as they would be applied. */
record Manifests(List<JsonNode> objects) {
    private static final YAMLMapper YAML = new YAMLMapper();

    static Manifests parse(String yaml) throws IOException {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            return new Manifests(
                    documents.readAll().stream().filter(JsonNode::isObject).toList());
        }
    }

    /** One that nobody else has, to make mistakes in. */
    Manifests copy() {
        return new Manifests(objects.stream().<JsonNode>map(JsonNode::deepCopy).toList());
    }

    Stream<JsonNode> of(String kind) {
        return objects.stream().filter(object -> object.path("kind").asText().equals(kind));
    }

    /** Missing where there is none. */
    JsonNode find(String kind, String name) {
        return of(kind).filter(object -> name(object).equals(name)).findFirst().orElseGet(MissingNode::getInstance);
    }

    List<Workload> workloads() {
        return Stream.concat(of("Deployment"), of("StatefulSet"))
                .map(Workload::new)
                .toList();
    }

    /** Those whose pods have such labels. */
    List<Workload> selected(JsonNode selector) {
        return workloads().stream()
                .filter(workload -> Labels.match(selector, workload.labels()))
                .toList();
    }

    static String name(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }

    /** Kind and name, for sentences. */
    static String title(JsonNode object) {
        return object.path("kind").asText() + " " + name(object);
    }

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
