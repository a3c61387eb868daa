package io.flowcast.gateway.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A Lua file beside the class that calls it. Called by digest (EVALSHA), and in full (EVAL) where the server does not know
 * it yet: the form that every Redis and managed service allows. Thread-safe.
 */
public final class Script {
    private final Command byDigest;
    private final Command byText;
    private final String text;
    private final String digest;

    private Script(Command byDigest, Command byText, String text) {
        this.byDigest = byDigest;
        this.byText = byText;
        this.text = text;
        this.digest = digest(text);
    }

    /** The file of this name in the package of {@code neighbour}. */
    public static Script load(Class<?> neighbour, String file) {
        return new Script(Command.EVALSHA, Command.EVAL, text(neighbour, file));
    }

    /** As {@link #load}, of one that only reads: Redis holds it to that, and its user need not have the right to write. */
    public static Script loadReading(Class<?> neighbour, String file) {
        return new Script(Command.EVALSHA_RO, Command.EVAL_RO, text(neighbour, file));
    }

    private static String text(Class<?> neighbour, String file) {
        try (InputStream stream = Objects.requireNonNull(neighbour.getResourceAsStream(file), file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Runs it by way of {@code send}. */
    public Future<Response> call(Function<Request, Future<Response>> send, List<String> keys, List<String> arguments) {
        return send.apply(request(byDigest, digest, keys, arguments)).recover(failure -> {
            boolean unknown = String.valueOf(failure.getMessage()).startsWith("NOSCRIPT");
            return unknown ? send.apply(request(byText, text, keys, arguments)) : Future.failedFuture(failure);
        });
    }

    private static Request request(Command command, String script, List<String> keys, List<String> arguments) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(request::arg);
        return request;
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-1", impossible);
        }
    }
}
