package io.flowcast.systemtests.fuzz;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What every answer has to be like, whatever was asked. */
final class Oracle {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String PROBLEM = "application/problem+json";
    private static final int MOST_OF_A_PROBLEM = 64 * 1024;
    private static final Pattern INSIDES = Pattern.compile(
            "\\b(?:java|javax|jdk|sun|jakarta|io\\.(?:flowcast|vertx|netty|quarkus|smallrye)|com\\.(?:fasterxml|networknt|dashjoin)|org\\.(?:jboss|snakeyaml|yaml))"
                    + "\\.[a-z]+\\.[A-Za-z$.]+|\\tat |\\w+\\.java:\\d+|Caused by|(?:Exception|Error)\\b.*\\bat\\b|@user_script|WRONGTYPE|user_script:\\d+"
                    + "|\\b[a-z]*[A-Z][A-Za-z]+Exception\\b");
    /** What the server itself says, before any code of ours: to what is no URI, or does not fit a head. */
    private static final Set<Integer> BARE = Set.of(400, 413, 414, 431);

    private final Map<Integer, Set<String>> types;
    private final List<String> secrets;

    /**
     * As the documents say it.
     *
     * @param protocol docs/protocol.md, which lists every type of problem
     * @param secrets what no answer may hold
     */
    Oracle(String protocol, List<String> secrets) {
        this.types = types(protocol);
        this.secrets = secrets;
    }

    List<String> faults(Call call, Answer answer) {
        List<String> faults = new ArrayList<>();
        int status = answer.status();
        if (status >= 500) {
            faults.add("it is " + status);
        }
        Operation operation = call.operation();
        boolean bare =
                answer.body().length == 0 && ((BARE.contains(status) && odd(call)) || (status == 403 && ofPage(call)));
        if (operation != null && !bare && !operation.answers().containsKey(status)) {
            faults.add(operation.id() + " is not described to answer " + status);
        }
        String text = answer.text();
        if (!call.method().equals("HEAD") && status != 204 && status != 304 && !bare) {
            if (status >= 400) {
                problem(call, answer, faults);
            } else if (operation != null) {
                success(operation, answer, faults);
            }
        }
        String asked = call.target() + call.headers() + new String(call.body(), StandardCharsets.UTF_8);
        Matcher insides = INSIDES.matcher(text);
        if (status >= 400 && insides.find() && !asked.contains(insides.group())) {
            faults.add("it shows what is inside: " + Call.cut(insides.group()));
        }
        for (String secret : secrets) {
            if (text.contains(secret) || answer.headers().toString().contains(secret)) {
                faults.add("it gives a secret away");
            }
        }
        if (answer.headers().containsKey("x-injected")) {
            faults.add("a header was injected");
        }
        return faults;
    }

    private void problem(Call call, Answer answer, List<String> faults) {
        if (!call.target().startsWith("/api/workflow/") && !call.target().startsWith("/api/workflow?")) {
            return;
        }
        if (!answer.mediaType().equals(PROBLEM)) {
            faults.add(answer.status() + " comes as \"" + answer.header("content-type") + "\", not as a problem: "
                    + Call.cut(answer.text()));
            return;
        }
        if (answer.body().length > MOST_OF_A_PROBLEM) {
            faults.add("a problem of " + answer.body().length + " bytes");
        }
        JsonNode problem;
        try {
            problem = JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            faults.add("a problem that is no JSON: " + e.getOriginalMessage());
            return;
        } catch (java.io.IOException e) {
            faults.add("a problem that is no UTF-8: " + e.getMessage());
            return;
        }
        for (String field : List.of("type", "title", "detail", "instance")) {
            if (problem.path(field).asText("").isBlank()) {
                faults.add("a problem without " + field + ": " + Call.cut(problem.toString()));
            }
        }
        if (problem.path("status").asInt() != answer.status()) {
            faults.add("a problem of another status: " + problem.path("status"));
        }
        String type = problem.path("type").asText();
        if (!types.getOrDefault(answer.status(), Set.of()).contains(type)) {
            faults.add("docs/protocol.md has no problem " + type + " with " + answer.status());
        }
        for (JsonNode fault : problem.path("errors")) {
            if (fault.path("detail").asText("").isBlank()) {
                faults.add("a mistake without a detail: " + fault);
            }
        }
    }

    private static void success(Operation operation, Answer answer, List<String> faults) {
        Set<String> described = operation.answers().getOrDefault(answer.status(), Set.of());
        if (!described.isEmpty() && !described.contains(answer.mediaType())) {
            faults.add(answer.status() + " comes as \"" + answer.header("content-type") + "\", not as " + described);
        }
        if (answer.mediaType().equals("application/json")) {
            try {
                JSON.readTree(answer.body());
            } catch (java.io.IOException e) {
                faults.add("no JSON: " + Call.cut(String.valueOf(e.getMessage())));
            }
        }
    }

    /** Whether the server may refuse it before anybody looks at it: its target is no URI, or its head is too large. */
    private static boolean odd(Call call) {
        String target = call.target();
        boolean uri = target.matches("(?:[A-Za-z0-9\\-._~:/?#@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*");
        return !uri || call.bytes("").length - call.body().length > 8_000;
    }

    /** Of a page whose origin the gateway's settings do not name, perhaps: it is refused before anybody looks at what it asks. */
    private static boolean ofPage(Call call) {
        return call.headers().stream().anyMatch(header -> header.name().equals("Origin"));
    }

    /** The words in the table of problems, by status. */
    private static Map<Integer, Set<String>> types(String protocol) {
        Map<Integer, Set<String>> types = new TreeMap<>();
        Matcher row = Pattern.compile("(?m)^\\| ([0-9, ]*)\\| (`[a-z-]+`(?:, `[a-z-]+`)*) \\|")
                .matcher(protocol);
        List<Integer> statuses = List.of();
        while (row.find()) {
            if (!row.group(1).isBlank()) {
                statuses = Pattern.compile("\\d+")
                        .matcher(row.group(1))
                        .results()
                        .map(number -> Integer.valueOf(number.group()))
                        .toList();
            }
            List<String> words = Pattern.compile("[a-z-]{2,}")
                    .matcher(row.group(2))
                    .results()
                    .map(word -> word.group())
                    .toList();
            statuses.forEach(status ->
                    types.computeIfAbsent(status, none -> new TreeSet<>()).addAll(words));
        }
        return types;
    }
}
