package io.flowcast.k8s;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may get wrong.
 *
 * @param mistake in words
 * @param rule that has to find it
 * @param overlay {@code production}, where it is not said
 * @param in kind and name of the object; of a generated name the beginning will do
 * @param set what is at these places instead, as JSON pointers; {@code -} is after the end of a list
 * @param remove what is not there
 * @param gone whether the object is not there at all
 */
record Mistake(
        String mistake,
        String rule,
        @Nullable String overlay,
        String in,
        @Nullable Map<String, JsonNode> set,
        @Nullable List<String> remove,
        boolean gone) {

    boolean isLocal() {
        return "local".equals(overlay);
    }

    Manifests makeIn(Manifests right) {
        List<JsonNode> objects = new ArrayList<>(right.copy().objects());
        JsonNode object = objects.stream()
                .filter(candidate -> Manifests.title(candidate).equals(in)
                        || Manifests.title(candidate).matches(in + "-[a-z0-9]{10}"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no " + in));
        if (gone) {
            objects.remove(object);
        }
        if (set != null) {
            set.forEach((place, value) -> put(object, JsonPointer.compile(place), value));
        }
        if (remove != null) {
            remove.forEach(place -> remove(object, JsonPointer.compile(place)));
        }
        return new Manifests(objects);
    }

    private static void put(JsonNode object, JsonPointer place, JsonNode value) {
        String name = place.last().getMatchingProperty();
        switch (object.at(place.head())) {
            case ObjectNode parent -> parent.set(name, value);
            case ArrayNode list when name.equals("-") -> list.add(value);
            case ArrayNode list -> list.set(Integer.parseInt(name), value);
            default -> throw new IllegalStateException("there is no " + place.head());
        }
    }

    private static void remove(JsonNode object, JsonPointer place) {
        String name = place.last().getMatchingProperty();
        JsonNode removed = switch (object.at(place.head())) {
            case ObjectNode parent -> parent.remove(name);
            case ArrayNode list -> list.remove(Integer.parseInt(name));
            default -> null;
        };
        if (removed == null) {
            throw new IllegalStateException("there is no " + place);
        }
    }
}
