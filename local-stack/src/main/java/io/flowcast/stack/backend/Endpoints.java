package io.flowcast.stack.backend;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** What each path answers; plain functions of the request. */
final class Endpoints {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> KINDS = List.of("added", "modified", "added", "removed");
    private static final int MAX_DELAY_MS = 60_000;
    private static final double LARGE_ORDER = 1_000;

    private static final Map<String, Endpoint> ALL = Map.ofEntries(
            Map.entry("GET /drive/changes", Endpoints::changes),
            Map.entry("POST /drive/process", Endpoints::process),
            Map.entry("POST /reserve", Endpoints::reserve),
            Map.entry("POST /fraud", Endpoints::fraud),
            Map.entry("POST /charge", Endpoints::charge),
            Map.entry("POST /release", question -> done("released")),
            Map.entry("GET /files", Endpoints::files),
            Map.entry("POST /files/delete", Endpoints::process),
            Map.entry("GET /temperature", Endpoints::temperature),
            Map.entry("POST /notify", question -> done("notified")),
            Map.entry("GET /slow", Endpoints::slow),
            Map.entry("POST /slow", Endpoints::slow),
            Map.entry("GET /section", Endpoints::section));

    private Endpoints() {}

    @FunctionalInterface
    interface Endpoint {
        Answer answer(Question question) throws InterruptedException;
    }

    static Answer answer(Question question) throws InterruptedException {
        Endpoint endpoint = ALL.get(question.method() + " " + question.path());
        if (endpoint == null) {
            return Answer.problem(404, "The example backend has no " + question.method() + " " + question.path());
        }
        return endpoint.answer(question);
    }

    /** {@code ?count=} changes of a drive, of all three kinds. */
    private static Answer changes(Question question) {
        ArrayNode changes = JSON.arrayNode();
        for (int number = 1; number <= question.number("count", 6); number++) {
            changes.addObject()
                    .put("id", "file-" + number)
                    .put("kind", KINDS.get(number % KINDS.size()))
                    .put("name", "report-" + number + ".pdf");
        }
        return Answer.ok(JSON.objectNode().set("changes", changes));
    }

    private static Answer process(Question question) {
        return Answer.ok(
                JSON.objectNode().put("processed", question.body().path("files").size()));
    }

    /** Busy at the first attempt of each key, so that a retry can be watched. */
    private static Answer reserve(Question question) {
        if (question.idempotencyKey() != null && question.attempt() == 1) {
            return Answer.problem(503, "The warehouse is busy, try again");
        }
        String order = question.body().path("order").asText("unknown");
        return Answer.ok(JSON.objectNode().put("reservation", "R-" + order));
    }

    private static Answer fraud(Question question) {
        double total = question.body().path("total").asDouble();
        return Answer.ok(JSON.objectNode().put("score", total > LARGE_ORDER ? 0.93 : 0.12));
    }

    /** Declines every order whose number starts with {@code DECLINE}. */
    private static Answer charge(Question question) {
        String order = question.body().path("order").asText("");
        return order.startsWith("DECLINE")
                ? Answer.problem(402, "The card was declined")
                : Answer.ok(JSON.objectNode().put("charged", true));
    }

    private static Answer files(Question question) {
        ArrayNode files = JSON.arrayNode();
        for (int number = 1; number <= question.number("count", 5); number++) {
            files.addObject().put("name", "tmp-" + number + ".log").put("ageDays", number * 10);
        }
        return Answer.ok(JSON.objectNode().set("files", files));
    }

    /** The {@code ?celsius=} that were asked for, after {@code ?ms=} milliseconds. */
    private static Answer temperature(Question question) throws InterruptedException {
        pause(question, 0);
        return Answer.ok(JSON.objectNode().put("celsius", question.number("celsius", 21)));
    }

    /** Takes {@code ?ms=} milliseconds. */
    private static Answer slow(Question question) throws InterruptedException {
        return Answer.ok(JSON.objectNode().put("sleptMs", pause(question, 1_000)));
    }

    /** A figure for a report, after {@code ?ms=} milliseconds. */
    private static Answer section(Question question) throws InterruptedException {
        pause(question, 0);
        return Answer.ok(JSON.objectNode().put("figure", question.number("seed", 1) * 17 % 100));
    }

    private static int pause(Question question, int otherwise) throws InterruptedException {
        int millis = Math.min(question.number("ms", otherwise), MAX_DELAY_MS);
        Thread.sleep(millis);
        return millis;
    }

    private static Answer done(String what) {
        ObjectNode body = JSON.objectNode();
        return Answer.ok(body.put(what, true));
    }
}
