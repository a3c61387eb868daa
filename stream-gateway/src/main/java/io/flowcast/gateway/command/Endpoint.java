package io.flowcast.gateway.command;

import io.flowcast.access.Permission;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path of the API and a method that it takes.
 *
 * @param path below {@value #ROOT}; {@code :name} stands for one segment
 * @param permission what a caller needs; null where the request is let in by what it knows, not by who sends it
 */
record Endpoint(
        String method, String path, Kind kind, @Nullable Permission permission) {
    static final String ROOT = "/api/workflow";

    /** Who answers, and what is to be seen to on the way. */
    enum Kind {
        /** Answered here, from Redis. */
        READ,
        /** Passed on. It may be repeated as it is. */
        COMMAND,
        /** Passed on. Repeated without an Idempotency-Key it would take effect twice, or undo what came since. */
        KEYED_COMMAND,
        /** Passed on, with a body that may be as large as a definition. */
        DEFINITION
    }

    /** All there are. A new command is one line here. Of two that fit a path, the first says what is produced. */
    static final List<Endpoint> ALL = List.of(
            new Endpoint("POST", "/execute", Kind.KEYED_COMMAND, Permission.OPERATE),
            new Endpoint("POST", "/hooks/:workflowId", Kind.KEYED_COMMAND, null),
            new Endpoint("GET", "/executions", Kind.READ, Permission.VIEW),
            new Endpoint("GET", "/executions/stream", Kind.READ, Permission.VIEW),
            new Endpoint("GET", "/executions/:id", Kind.READ, Permission.VIEW),
            new Endpoint("GET", "/executions/:id/children", Kind.READ, Permission.VIEW),
            new Endpoint("GET", "/executions/:id/events", Kind.READ, Permission.VIEW),
            new Endpoint("GET", "/executions/:id/stream", Kind.READ, Permission.VIEW),
            new Endpoint("GET", "/streams", Kind.READ, Permission.VIEW),
            new Endpoint("POST", "/executions/:id/ticket", Kind.READ, Permission.VIEW),
            new Endpoint("GET", "/session", Kind.READ, null),
            new Endpoint("POST", "/session", Kind.READ, null),
            new Endpoint("DELETE", "/session", Kind.READ, null),
            new Endpoint("POST", "/executions/:id/cancel", Kind.COMMAND, Permission.OPERATE),
            new Endpoint("POST", "/executions/:id/pause", Kind.KEYED_COMMAND, Permission.OPERATE),
            new Endpoint("POST", "/executions/:id/resume", Kind.KEYED_COMMAND, Permission.OPERATE),
            new Endpoint("POST", "/executions/:id/retry", Kind.KEYED_COMMAND, Permission.OPERATE),
            new Endpoint("POST", "/executions/:id/rerun", Kind.KEYED_COMMAND, Permission.OPERATE),
            new Endpoint("POST", "/executions/:id/signals/:name", Kind.KEYED_COMMAND, Permission.OPERATE),
            new Endpoint("GET", "/definitions", Kind.READ, Permission.VIEW),
            new Endpoint("POST", "/definitions/validate", Kind.DEFINITION, Permission.DEFINE),
            new Endpoint("GET", "/definitions/:id", Kind.READ, Permission.VIEW),
            new Endpoint("PUT", "/definitions/:id", Kind.DEFINITION, Permission.DEFINE),
            new Endpoint("DELETE", "/definitions/:id", Kind.COMMAND, Permission.DEFINE),
            new Endpoint("GET", "/definitions/:id/text", Kind.READ, Permission.VIEW),
            new Endpoint("GET", "/definitions/:id/versions", Kind.READ, Permission.VIEW),
            new Endpoint("GET", "/node-types", Kind.COMMAND, Permission.VIEW));

    private static final List<Form> FORMS = ALL.stream()
            .map(endpoint -> new Form(endpoint.form(), endpoint.method(), endpoint.produces()))
            .toList();

    private record Form(
            Pattern path, String method, @Nullable String produces) {}

    /** With the root. */
    String wholePath() {
        return ROOT + path;
    }

    /** The methods that a path takes; none where there is no such path. */
    static Set<String> methods(String path) {
        Set<String> methods = new TreeSet<>();
        FORMS.stream().filter(form -> form.path().matcher(path).matches()).forEach(form -> methods.add(form.method()));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        if (!methods.isEmpty()) {
            methods.add("OPTIONS");
        }
        return methods;
    }

    /** The media type of what a request gets where all goes well; null where that is nothing, is not known beforehand, or there is no such path. */
    static @Nullable String produced(String method, String path) {
        String asked = method.equals("HEAD") ? "GET" : method;
        for (Form form : FORMS) {
            if (form.method().equals(asked) && form.path().matcher(path).matches()) {
                return form.produces();
            }
        }
        return null;
    }

    private @Nullable String produces() {
        if (method.equals("DELETE") || path.endsWith("/text")) {
            return null;
        }
        return path.endsWith("/stream") || path.endsWith("/streams") ? "text/event-stream" : "application/json";
    }

    private Pattern form() {
        StringBuilder form = new StringBuilder(ROOT);
        Arrays.stream(path.substring(1).split("/"))
                .forEach(segment -> form.append('/').append(segment.startsWith(":") ? "[^/]++" : segment));
        return Pattern.compile(form.toString());
    }
}
