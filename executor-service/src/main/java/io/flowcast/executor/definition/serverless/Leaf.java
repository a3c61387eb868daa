package io.flowcast.executor.definition.serverless;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A task that becomes one node.
 *
 * @param with the node's settings
 * @param result makes, of the node's output, what the task gives; null where it gives what it was given
 */
record Leaf(String type, Map<String, Object> with, @Nullable UnaryOperator<Code> result) {

    static final Set<String> TASKS = Set.of("call", "set", "wait", "raise", "listen", "run");

    private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_]*)}");

    /** The node of a task of this kind; null, with complaints, where it has none. */
    static @Nullable Leaf of(String kind, Place task, Scope scope, Place use) {
        return switch (kind) {
            case "call" -> call(task, scope, use);
            case "set" -> set(task.at("set"), scope);
            case "wait" -> sleep(task.at("wait"));
            case "raise" -> raise(task.at("raise"), scope, use);
            case "listen" -> listen(task.at("listen"));
            case "run" -> run(task.at("run"), scope);
            default -> null;
        };
    }

    private static @Nullable Leaf call(Place task, Scope scope, Place use) {
        String function = task.at("call").text();
        if (!"http".equals(function)) {
            task.at("call").wrong("only calls of http are supported, not of " + function);
            return null;
        }
        Place with = task.at("with");
        with.only(Set.of("method", "endpoint", "headers", "query", "body", "output"));
        Map<String, Object> settings = new LinkedHashMap<>();
        String method = with.at("method").requiredText("the method");
        if (method != null) {
            settings.put("method", method.toUpperCase(Locale.ROOT));
        }
        Place endpoint = with.at("endpoint");
        Place uri = endpoint;
        if (endpoint.value() instanceof Map<?, ?>) {
            endpoint.only(Set.of("uri", "authentication"));
            uri = endpoint.at("uri");
        }
        String address = uri.requiredText("the endpoint");
        if (address != null) {
            settings.put("url", address.contains("${") ? filled(uri, scope) : filledIn(uri, address, scope));
        }
        for (String field : List.of("query", "body")) {
            if (with.at(field).exists()) {
                settings.put(field, filled(with.at(field), scope));
            }
        }
        headers(with.at("headers"), endpoint, scope, use, settings);
        Place output = with.at("output");
        return switch (output.exists() ? output.text() : "content") {
            case "content" -> new Leaf("http", settings, answer -> answer.step("body"));
            case "response" -> new Leaf("http", settings, Leaf::response);
            case null, default -> {
                output.wrong("only content and response are supported");
                yield null;
            }
        };
    }

    private static void headers(Place headers, Place endpoint, Scope scope, Place use, Map<String, Object> settings) {
        String authorization = endpoint.value() instanceof Map<?, ?> && endpoint.has("authentication")
                ? authorization(endpoint.at("authentication"), scope, use)
                : null;
        if (authorization == null) {
            if (headers.exists()) {
                settings.put("headers", filled(headers, scope));
            }
            return;
        }
        Map<String, Object> all = new LinkedHashMap<>();
        if (headers.value() instanceof Map<?, ?>) {
            headers.fields().forEach((name, value) -> all.put(name, filled(value, scope)));
        } else if (headers.exists()) {
            headers.wrong("together with an authentication the headers have to be a map");
        }
        all.put("authorization", authorization);
        settings.put("headers", all);
    }

    /** The header's value; null, with a complaint, for the ways that have none. */
    private static @Nullable String authorization(Place place, Scope scope, Place use) {
        Place policy = place;
        if (place.has("use")) {
            place.only(Set.of("use"));
            policy = Terms.resolved(place.at("use"), use.at("authentications"), "authentication");
        } else if (place.value() instanceof String) {
            policy = Terms.resolved(place, use.at("authentications"), "authentication");
        }
        if (!policy.exists()) {
            return null;
        }
        if (policy.has("bearer")) {
            policy.at("bearer").only(Set.of("token"));
            String token = policy.at("bearer").at("token").requiredText("the token");
            return token == null ? null : "Bearer " + filled(policy.at("bearer").at("token"), scope);
        }
        if (policy.has("basic")) {
            Place basic = policy.at("basic");
            basic.only(Set.of("username", "password"));
            if (basic.at("username").requiredText("the user name") == null
                    || basic.at("password").requiredText("the password") == null) {
                return null;
            }
            Code user = Values.text(basic.at("username"), scope);
            Code password = Values.text(basic.at("password"), scope);
            return "Basic ${ $base64encode(" + user.operand() + " & \":\" & " + password.operand() + ") }";
        }
        policy.wrong("only bearer and basic are supported, with a token, or a user name and a password");
        return null;
    }

    private static Code response(Code answer) {
        return new Code(
                "{\"statusCode\": " + answer.step("status").text() + ", \"headers\": "
                        + answer.step("headers").text() + ", \"content\": "
                        + answer.step("body").text() + "}",
                Code.Kind.OBJECT);
    }

    /** An address in which names between braces stand for what they are in the task's input (RFC 6570, level 1). */
    private static String filledIn(Place place, String address, Scope scope) {
        Matcher variable = VARIABLE.matcher(address);
        StringBuilder filled = new StringBuilder();
        while (variable.find()) {
            Code current = scope.current();
            if (current == null) {
                place.wrong("{" + variable.group(1) + "} has no counterpart here: write an expression over the item");
                return address;
            }
            String value = "$encodeUrlComponent($string("
                    + current.step(variable.group(1)).text() + "))";
            variable.appendReplacement(filled, Matcher.quoteReplacement("${ " + value + " }"));
        }
        String whole = variable.appendTail(filled).toString();
        if (whole.replaceAll("\\$\\{[^}]*+}", "").matches(".*[{}].*")) {
            place.wrong("of URI templates only {name} is supported");
        }
        return whole;
    }

    private static Leaf set(Place set, Scope scope) {
        if (set.value() instanceof String) {
            return new Leaf(
                    "set", Map.of("value", Values.quoted(Values.code(set, scope))), output -> output.step("value"));
        }
        Object filled = filled(set, scope);
        if (!(filled instanceof Map<?, ?> fields)) {
            set.wrong("a map is expected");
            return new Leaf("set", Map.of(), UnaryOperator.identity());
        }
        Map<String, Object> with = new LinkedHashMap<>();
        fields.forEach((name, value) -> with.put(String.valueOf(name), value));
        return new Leaf("set", with, UnaryOperator.identity());
    }

    private static @Nullable Leaf sleep(Place wait) {
        String duration = Terms.duration(wait);
        return duration == null ? null : new Leaf("wait", Map.of("duration", duration), null);
    }

    private static @Nullable Leaf raise(Place raise, Scope scope, Place use) {
        raise.only(Set.of("error"));
        Place error = Terms.resolved(raise.at("error"), use.at("errors"), "error");
        if (!error.exists()) {
            raise.wrong("the error is missing");
            return null;
        }
        error.only(Set.of("type", "status", "instance", "title", "detail"));
        Map<String, Object> with = new LinkedHashMap<>();
        Place title = error.at(error.at("title").exists() ? "title" : "type");
        if (title.requiredText("the title, or the type,") != null) {
            with.put("title", filled(title, scope));
        }
        if (error.at("detail").exists()) {
            with.put("detail", filled(error.at("detail"), scope));
        }
        return new Leaf("fail", with, null);
    }

    private static @Nullable Leaf listen(Place listen) {
        listen.only(Set.of("to", "read"));
        Place read = listen.at("read");
        if (read.exists() && !"data".equals(read.text())) {
            read.wrong("only data is supported");
        }
        Place to = listen.at("to");
        to.only(Set.of("one"));
        if (!to.at("one").exists()) {
            to.wrong("exactly one event can be listened to: 'one' is missing");
            return null;
        }
        to.at("one").only(Set.of("with"));
        Place with = to.at("one").at("with");
        with.only(Set.of("type"));
        String type = with.at("type").requiredText("the type of the event");
        return type == null ? null : new Leaf("signal", Map.of("name", type), Code::listOf);
    }

    private static @Nullable Leaf run(Place run, Scope scope) {
        run.only(Set.of("workflow", "await", "return"));
        if (Boolean.FALSE.equals(run.at("await").value())) {
            run.at("await").wrong("a workflow that is run is always awaited");
        }
        if (run.at("return").exists()) {
            run.at("return").wrong("'return' has no counterpart: a workflow gives its output");
        }
        Place workflow = run.at("workflow");
        if (!workflow.exists()) {
            run.wrong("only workflows can be run: 'workflow' is missing");
            return null;
        }
        workflow.only(Set.of("namespace", "name", "version", "input"));
        String name = workflow.at("name").requiredText("the name of the workflow");
        Map<String, Object> with = new LinkedHashMap<>();
        if (name != null) {
            with.put("workflowId", name);
        }
        Place version = workflow.at("version");
        switch (version.value()) {
            case null -> {}
            case Long number -> with.put("version", number);
            case String text when text.equals("latest") -> {}
            case String text when text.matches("[1-9][0-9]{0,8}") -> with.put("version", Long.valueOf(text));
            case Object _ -> version.wrong("versions are whole numbers here; write latest, or such a number");
        }
        if (workflow.at("input").exists()) {
            with.put("input", filled(workflow.at("input"), scope));
        } else if (scope.current() != null) {
            with.put("input", Values.quoted(scope.current()));
        }
        return new Leaf("workflow", with, UnaryOperator.identity());
    }

    private static Object filled(Place place, Scope scope) {
        Object filled = Values.template(place, scope);
        return filled == null ? Map.of() : filled;
    }
}
