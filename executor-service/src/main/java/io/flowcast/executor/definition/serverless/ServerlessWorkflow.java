package io.flowcast.executor.definition.serverless;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A document of the Serverless Workflow DSL 1.0 as a definition of our own. */
public final class ServerlessWorkflow {
    private static final Set<String> FIELDS =
            Set.of("document", "input", "use", "do", "timeout", "output", "schedule", "evaluate", "metadata");

    private ServerlessWorkflow() {}

    /**
     * What came of a document.
     *
     * @param definition in our form; not to be used where there were complaints
     * @param origins by pointers into the definition, pointers to what each was made of
     */
    public record Imported(Map<String, Object> definition, Map<String, String> origins) {

        /** Where in the document that comes from to which this pointer into the definition leads. */
        public String origin(String pointer) {
            for (String at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
                String origin = origins.get(at);
                if (origin != null) {
                    return origin;
                }
            }
            return "";
        }
    }

    /** Whether a document means to be one. */
    public static boolean is(Map<?, ?> root) {
        return root.containsKey("document") && !root.containsKey("nodes");
    }

    /**
     * Translates a document.
     *
     * @param complaints gets everything that is wrong, or has no counterpart
     */
    public static Imported read(Map<?, ?> root, Complaints complaints) {
        Place document = new Place("", root, complaints);
        document.only(FIELDS);
        Map<String, Object> definition = new LinkedHashMap<>();
        Map<String, String> origins = new LinkedHashMap<>();
        about(document.at("document"), definition, origins);
        schema(document.at("input"), "from", schema -> {
            definition.put("input", Map.of("schema", schema.value()));
            origins.put("/input/schema", schema.pointer());
        });
        schema(document.at("output"), "as", schema -> {
            definition.put("outputSchema", schema.value());
            origins.put("/outputSchema", schema.pointer());
        });
        Place use = document.at("use");
        use.only(Set.of("authentications", "errors", "retries", "secrets", "timeouts"));
        String timeout = Terms.timeout(document.at("timeout"), use);
        if (timeout != null) {
            definition.put("timeout", timeout);
            origins.put("/timeout", document.at("timeout").pointer());
        }
        schedule(document.at("schedule"), definition, origins);
        evaluation(document.at("evaluate"));
        graph(document, use, definition, origins);
        return new Imported(Collections.unmodifiableMap(definition), Collections.unmodifiableMap(origins));
    }

    private static void graph(Place document, Place use, Map<String, Object> definition, Map<String, String> origins) {
        Draft draft = new Draft();
        Tasks tasks = new Tasks(draft, use);
        Code input = Code.path("input");
        Flow begin = new Flow(input, new Code("{}", Code.Kind.OBJECT));
        Place from = document.at("input").at("from");
        Flow first = from.exists() ? begin.withValue(Values.code(from, Tasks.scope(begin))) : begin;
        List<Exit> exits = new ArrayList<>(tasks.list(document.at("do"), List.of(new Exit(null, Map.of(), first))));
        exits.addAll(tasks.ends());
        exits = tasks.merged(exits, "end");
        List<Exit> open = exits.stream().filter(exit -> !exit.edge().isEmpty()).toList();
        if (!open.isEmpty()) {
            draft.node("end", "noop", document.at("do").pointer(), Map.of(), open);
        }
        definition.put("nodes", draft.nodes());
        definition.put("edges", draft.edges());
        origins.putAll(draft.origins());
        origins.put("/nodes", document.at("do").pointer());
        if (!exits.isEmpty()) {
            Flow last = exits.getFirst().flow();
            Place as = document.at("output").at("as");
            Code output = as.exists() ? Values.code(as, Tasks.scope(last)) : last.value();
            definition.put("output", Values.quoted(output));
            origins.put(
                    "/output", as.exists() ? as.pointer() : document.at("do").pointer());
        }
    }

    private static void about(Place document, Map<String, Object> definition, Map<String, String> origins) {
        document.only(Set.of("dsl", "namespace", "name", "version", "title", "summary", "tags", "metadata"));
        String dsl = document.at("dsl").requiredText("the version of the DSL");
        if (dsl != null && !dsl.matches("1\\.0\\.[0-9]+(?:-[0-9A-Za-z.-]+)?")) {
            document.at("dsl").wrong("only version 1.0 of the DSL is supported, not " + dsl);
        }
        copy(document.at("name"), "id", definition, origins);
        if (!document.at("name").exists()) {
            document.at("name").wrong("the name is missing");
        }
        copy(document.at("title"), "name", definition, origins);
        copy(document.at("summary"), "description", definition, origins);
    }

    private static void copy(Place place, String field, Map<String, Object> definition, Map<String, String> origins) {
        String text = place.text();
        if (text != null) {
            definition.put(field, text);
            origins.put("/" + field, place.pointer());
        }
    }

    private interface Found {
        void schema(Schema schema);
    }

    private record Schema(Object value, String pointer) {}

    private static void schema(Place place, String other, Found found) {
        place.only(Set.of("schema", other));
        Place schema = place.at("schema");
        if (!schema.exists()) {
            return;
        }
        schema.only(Set.of("format", "document"));
        String format = schema.at("format").text();
        if (format != null && !format.matches("json(?::.*)?")) {
            schema.at("format").wrong("only the format json is supported");
        }
        @Nullable Object value = schema.at("document").value();
        if (value instanceof Map<?, ?>) {
            found.schema(new Schema(value, schema.at("document").pointer()));
        } else {
            schema.wrong("a schema is expected in 'document'");
        }
    }

    private static void schedule(Place schedule, Map<String, Object> definition, Map<String, String> origins) {
        if (!schedule.exists()) {
            return;
        }
        schedule.only(Set.of("cron"));
        String cron = schedule.at("cron").requiredText("'cron'");
        if (cron != null) {
            definition.put("triggers", List.of(Map.of("type", "schedule", "cron", cron)));
            origins.put("/triggers", schedule.at("cron").pointer());
        }
    }

    private static void evaluation(Place evaluate) {
        evaluate.only(Set.of("language", "mode"));
        String language = evaluate.at("language").text();
        if (language != null && !language.equals("jq")) {
            evaluate.at("language").wrong("only jq is supported, and of it what JSONata has as well");
        }
        String mode = evaluate.at("mode").text();
        if (mode != null && !mode.equals("strict")) {
            evaluate.at("mode").wrong("only strict is supported: expressions stand in ${ }");
        }
    }
}
