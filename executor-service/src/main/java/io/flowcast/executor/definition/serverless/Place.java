package io.flowcast.executor.definition.serverless;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A value of the document, or the lack of one, and where it stands, so that whoever reads it can complain of it. */
record Place(String pointer, @Nullable Object value, Complaints complaints) {

    boolean exists() {
        return value != null;
    }

    void wrong(String detail) {
        complaints.add(pointer, detail);
    }

    Place at(String field) {
        Object member = value instanceof Map<?, ?> map ? map.get(field) : null;
        return new Place(pointer + "/" + field.replace("~", "~0").replace("/", "~1"), member, complaints);
    }

    boolean has(String field) {
        return value instanceof Map<?, ?> map && map.containsKey(field);
    }

    /** The fields of a map, in their order; none, and a complaint, where it is something else. */
    Map<String, Place> fields() {
        Map<String, Place> fields = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.keySet().forEach(key -> fields.put(String.valueOf(key), at(String.valueOf(key))));
        } else if (exists()) {
            wrong("a map is expected");
        }
        return fields;
    }

    /** The members of a list; none, and a complaint, where it is something else. */
    List<Place> items() {
        List<Place> items = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                items.add(new Place(pointer + "/" + i, list.get(i), complaints));
            }
        } else if (exists()) {
            wrong("a list is expected");
        }
        return items;
    }

    /** A text; null, with a complaint unless nothing stands here, where it is none. */
    @Nullable
    String text() {
        if (value instanceof String text) {
            return text;
        }
        if (exists()) {
            wrong("text is expected");
        }
        return null;
    }

    /** A text that must be there. */
    @Nullable
    String requiredText(String what) {
        if (!exists()) {
            wrong(what + " is missing");
        }
        return text();
    }

    /** Complains of every field that is none of these. */
    void only(Set<String> known) {
        fields().forEach((name, field) -> {
            if (!known.contains(name)) {
                field.wrong(
                        "'" + name + "' is not supported here; known are " + String.join(", ", new TreeSet<>(known)));
            }
        });
    }
}
