package io.flowcast.systemtests.fuzz;

import io.flowcast.systemtests.harness.Guard;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;

/**
 * Makes calls of operations: everything in them valid but for some places, so that what lies behind the first checks is reached too.
 * The same seed and the same cast give the same calls. One thread.
 */
final class Generator {
    private static final List<String> METHODS = List.of(
            "HEAD",
            "OPTIONS",
            "TRACE",
            "PATCH",
            "PUT",
            "POST",
            "DELETE",
            "GET",
            "get",
            "FOO",
            "PROPFIND",
            "A".repeat(300));
    private static final List<String> STATUSES =
            List.of("pending", "running", "waiting", "paused", "completed", "failed", "cancelled");

    private final RandomGenerator random;
    private final Cast cast;
    private final Bodies bodies;
    private final List<String> tokens;

    /** @param tokens that let in, the first of them everywhere */
    Generator(RandomGenerator random, Cast cast, List<String> tokens) {
        this.random = random;
        this.cast = cast;
        this.tokens = tokens;
        this.bodies = new Bodies(random, cast);
    }

    Call call(Operation operation) {
        boolean onTarget = true;
        String path = operation.path();
        String name = "";
        StringBuilder query = new StringBuilder();
        List<Call.Header> headers = new ArrayList<>();
        for (Operation.Parameter parameter : operation.parameters()) {
            switch (parameter.in()) {
                case "path" -> {
                    boolean hostile = chance(20);
                    String value = hostile ? any(hostileFor(parameter.name(), path)) : valid(parameter, operation);
                    name = value;
                    onTarget &= !hostile || value.matches("[A-Za-z0-9_.~-]*[A-Za-z0-9_~-]");
                    path = path.replace(
                            "{" + parameter.name() + "}", hostile ? Encoding.any(value, random) : Encoding.of(value));
                }
                case "query" -> {
                    if (chance(parameter.name().equals("executions") ? 90 : 35)) {
                        append(query, parameter, operation);
                    }
                }
                default -> {
                    if (chance(30)) {
                        headers.add(new Call.Header(parameter.name(), headerValue(parameter, operation)));
                    }
                }
            }
        }
        if (chance(6)) {
            query.append(query.isEmpty() ? "" : "&").append(Encoding.any(any(Hostile.TEXTS), random));
        }
        String method = operation.method();
        if (chance(4)) {
            method = any(METHODS);
            onTarget = false;
        }
        String target = query.isEmpty() ? path : path + "?" + query;
        if (chance(2)) {
            target = bent(target);
            onTarget = false;
        }
        credentials(headers, operation);
        circumstances(headers);
        boolean takesBody = !operation.bodies().isEmpty() || operation.method().equals("POST");
        Bodies.Body body = takesBody || chance(3) ? bodies.of(operation, name) : Bodies.NONE;
        body.type().ifPresent(type -> headers.add(new Call.Header("Content-Type", type)));
        byte[] bytes = coded(body.bytes(), headers);
        return new Call(
                onTarget ? operation : null,
                method,
                target,
                headers,
                bytes,
                bytes.length > 0 && chance(15) ? 1 + random.nextInt(9_000) : 0);
    }

    private void append(StringBuilder query, Operation.Parameter parameter, Operation operation) {
        int times = chance(6) ? 2 : 1;
        for (int i = 0; i < times; i++) {
            boolean hostile = chance(40);
            String value = hostile ? any(hostileFor(parameter.name(), "")) : valid(parameter, operation);
            query.append(query.isEmpty() ? "" : "&")
                    .append(parameter.name())
                    .append(chance(3) ? "" : "=")
                    .append(hostile ? Encoding.any(value, random) : Encoding.of(value));
        }
    }

    private String headerValue(Operation.Parameter parameter, Operation operation) {
        String value = chance(50) ? any(hostileFor(parameter.name(), "")) : valid(parameter, operation);
        return header(value);
    }

    private List<String> hostileFor(String parameter, String path) {
        if (chance(40)) {
            return Hostile.TEXTS;
        }
        return switch (parameter) {
            case "id" -> path.contains("/definitions/") ? Hostile.TEXTS : Hostile.EXECUTIONS;
            case "executions" -> Hostile.EXECUTIONS;
            case "from", "to" -> Hostile.TIMES;
            case "cursor", "after", "lastEventId", "Last-Event-ID" -> Hostile.CURSORS;
            case "If-Match", "If-None-Match" -> Hostile.TAGS;
            case "Idempotency-Key" -> Hostile.KEYS;
            case "traceparent", "tracestate" -> Hostile.TRACES;
            case "name" -> Cast.signals();
            default -> Hostile.TEXTS;
        };
    }

    private String valid(Operation.Parameter parameter, Operation operation) {
        return switch (parameter.name()) {
            case "id" -> operation.path().contains("/definitions/") ? any(Cast.workflows()) : any(cast.executions());
            case "workflowId" ->
                operation.id().equals("hook") && chance(70) ? TestDefinitions.HOOKED : any(Cast.workflows());
            case "executions" -> several();
            case "name" -> any(Cast.signals());
            case "status" -> any(STATUSES);
            case "from", "to" -> operation.streams() ? "snapshot" : "2025-11-24T16:00:00Z";
            case "limit" -> Integer.toString(1 + random.nextInt(200));
            case "version" ->
                chance(20) && operation.id().equals("rerun") ? "latest" : Integer.toString(1 + random.nextInt(3));
            case "heartbeat" -> chance(50) ? "true" : "false";
            case "ticket" -> cast.ticket();
            case "cursor", "after", "lastEventId", "Last-Event-ID" -> any(cast.cursors());
            case "If-Match", "If-None-Match" -> any(cast.tags());
            case "Idempotency-Key" -> "k" + random.nextInt(50);
            default ->
                parameter.example() == null
                        ? any(Hostile.TRACES)
                        : parameter.example().asText();
        };
    }

    private String several() {
        List<String> ids = new ArrayList<>();
        for (int i = chance(5) ? 120 : 1 + random.nextInt(6); i > 0; i--) {
            ids.add(any(chance(90) ? cast.executions() : Hostile.EXECUTIONS));
        }
        return String.join(",", ids);
    }

    private void credentials(List<Call.Header> headers, Operation operation) {
        if (operation.path().contains("/hooks/") && chance(80)) {
            String secret = chance(75) ? Guard.HOOK_SECRET : any(Hostile.TEXTS);
            headers.add(new Call.Header(
                    any(List.of("X-Gitlab-Token", "Authorization", "X-Hub-Signature-256", "webhook-signature")),
                    header(secret)));
            if (chance(30)) {
                headers.add(new Call.Header("webhook-id", header(any(Hostile.KEYS))));
                headers.add(new Call.Header("webhook-timestamp", header(any(Hostile.TEXTS))));
            }
            return;
        }
        if (chance(86)) {
            headers.add(new Call.Header("Authorization", "Bearer " + tokens.getFirst()));
        } else if (chance(80)) {
            String token = any(tokens);
            headers.add(new Call.Header(
                    "Authorization",
                    header(
                            switch (random.nextInt(8)) {
                                case 0 -> "Bearer " + token.substring(0, random.nextInt(token.length()));
                                case 1 -> "Bearer " + token.substring(0, token.lastIndexOf('.') + 1);
                                case 2 -> "Basic YTpi";
                                case 3 -> "bearer  " + token;
                                case 4 -> "Bearer " + any(Hostile.TEXTS);
                                case 5 -> any(Hostile.TEXTS);
                                default -> "Bearer " + token;
                            })));
        }
        if (chance(4)) {
            headers.add(new Call.Header("Cookie", "__Host-flowcast-session=" + header(any(Hostile.TEXTS))));
        }
    }

    /** Headers that any request may have. */
    private void circumstances(List<Call.Header> headers) {
        if (chance(12)) {
            headers.add(new Call.Header("Accept", header(any(Hostile.ACCEPTED))));
        }
        Map<String, List<String>> others = Map.of(
                "X-Forwarded-For", Hostile.TEXTS,
                "X-Forwarded-Host", Hostile.TEXTS,
                "X-Forwarded-Proto", Hostile.TEXTS,
                "X-HTTP-Method-Override", METHODS,
                "Origin", Hostile.TEXTS,
                "Range", List.of("bytes=0-0", "bytes=-1", "bytes=5-1", "bytes=" + "0-1,".repeat(300), "x"),
                "Accept-Encoding", Hostile.CODINGS,
                "Accept-Language", Hostile.TEXTS,
                "Cookie", Hostile.TEXTS,
                "If-None-Match", Hostile.TAGS);
        for (String name : others.keySet().stream().sorted().toList()) {
            if (chance(2)) {
                headers.add(new Call.Header(name, header(any(others.getOrDefault(name, List.of())))));
            }
        }
        if (chance(2)) {
            headers.addAll(List.copyOf(headers));
        }
    }

    /** Another form of the same target, or of none. */
    private String bent(String target) {
        return switch (random.nextInt(8)) {
            case 0 -> "http://somewhere.else" + target;
            case 1 -> "/" + target;
            case 2 -> target.replace("/api", "/api/.");
            case 3 -> target.replace("/workflow", "/%77orkflow");
            case 4 -> target + "#a";
            case 5 -> target.replace("/api/", "/API/");
            case 6 -> target + "/";
            default -> target.replace("/workflow/", "/workflow;a=b/");
        };
    }

    private byte[] coded(byte[] body, List<Call.Header> headers) {
        if (body.length == 0 || !chance(5)) {
            return body;
        }
        headers.add(new Call.Header("Content-Encoding", any(Hostile.CODINGS)));
        if (chance(50)) {
            return body;
        }
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(coded)) {
            zipped.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return coded.toByteArray();
    }

    /** As bytes of UTF-8, a character each, and of these only what a header may hold. */
    private static String header(String value) {
        String bytes = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return bytes.replaceAll("[\\x00-\\x08\\x0a-\\x1f\\x7f]", "");
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** How a text gets into a target. */
    static final class Encoding {
        private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

        private Encoding() {}

        static String of(String value) {
            return encoded(value.getBytes(StandardCharsets.UTF_8), PLAIN);
        }

        /** In any way that still is one word of a request line. */
        static String any(String value, RandomGenerator random) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            return switch (random.nextInt(10)) {
                case 0 -> encoded(utf8, "");
                case 1 -> encoded(of(value).getBytes(StandardCharsets.UTF_8), PLAIN);
                case 2 -> encoded(value.getBytes(StandardCharsets.UTF_16), PLAIN);
                case 3 ->
                    of(value)
                            + List.of(
                                            "%00",
                                            "%C0%AF",
                                            "%ED%A0%80",
                                            "%FF",
                                            "%0d%0aX-Injected:%20a",
                                            "%E2%80%A8",
                                            "%",
                                            "%4",
                                            "%C3")
                                    .get(random.nextInt(9));
                case 4 -> new String(utf8, StandardCharsets.ISO_8859_1).replaceAll("[\\x00-\\x20\\x7f]", "%20");
                case 5 -> of(value).toLowerCase(java.util.Locale.ROOT);
                default -> of(value);
            };
        }

        private static String encoded(byte[] bytes, String plain) {
            StringBuilder text = new StringBuilder();
            for (byte each : bytes) {
                if (plain.indexOf(each) >= 0 && each > 0) {
                    text.append((char) each);
                } else {
                    text.append("%%%02X".formatted(each & 0xff));
                }
            }
            return text.toString();
        }
    }
}
