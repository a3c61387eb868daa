package io.flowcast.systemtests.harness;

import io.flowcast.events.EventBatch;
import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.LogFields;
import io.flowcast.events.RedisKeys;
import io.flowcast.systemtests.validate.EqualToLog;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One plain connection to the stack's Redis (RESP2), to see what really is there. One thread. */
public final class RedisCommands implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final Pattern MOVED = Pattern.compile("Redis says MOVED \\d+ \\S+:(\\d+)");

    private final Socket socket;
    private final InputStream in;
    /** Where a server of a cluster sent it, by port; absent where it goes nowhere else. */
    private final @Nullable Map<Integer, RedisCommands> elsewhere;

    /** To one on this machine. */
    public RedisCommands(int port) throws IOException {
        this(InetAddress.getLoopbackAddress().getHostAddress(), port);
    }

    public RedisCommands(String host, int port) throws IOException {
        this(host, port, null);
    }

    /** To one on this machine that may be of a cluster: what another server has is asked of that. */
    static RedisCommands following(int port) throws IOException {
        return new RedisCommands(InetAddress.getLoopbackAddress().getHostAddress(), port, new HashMap<>());
    }

    private RedisCommands(String host, int port, @Nullable Map<Integer, RedisCommands> elsewhere) throws IOException {
        this.elsewhere = elsewhere;
        socket = new Socket(host, port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** The whole log of an execution. */
    public List<EqualToLog.Entry> log(String executionId) throws IOException {
        ExecutionId id = ExecutionId.of(executionId);
        List<EqualToLog.Entry> entries = new ArrayList<>();
        for (Object entry : list(call("XRANGE", RedisKeys.of(id).log(id), "-", "+"))) {
            List<?> fields = list(list(entry).get(1));
            new EventBatch(EventId.of(text(list(entry).getFirst())), value(fields, LogFields.EVENTS))
                    .events()
                    .forEach(event ->
                            entries.add(new EqualToLog.Entry(event.id().toString(), event.type(), event.data())));
        }
        return entries;
    }

    /** A String, a Long, a List of these, or the empty string for nil. */
    public Object call(String... command) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("*" + command.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : command) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            request.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            request.writeBytes(bytes);
            request.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        socket.getOutputStream().write(request.toByteArray());
        try {
            return reply();
        } catch (IOException e) {
            Matcher moved = MOVED.matcher(String.valueOf(e.getMessage()));
            if (elsewhere == null || !moved.matches()) {
                throw e;
            }
            int port = Integer.parseInt(moved.group(1));
            RedisCommands owner = elsewhere.get(port);
            if (owner == null) {
                owner = new RedisCommands(port);
                elsewhere.put(port, owner);
            }
            return owner.call(command);
        }
    }

    /** The port at this end. */
    int localPort() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        if (elsewhere != null) {
            for (RedisCommands other : elsewhere.values()) {
                other.close();
            }
        }
    }

    private Object reply() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case '-' -> throw new IOException("Redis says " + rest);
            case ':' -> Long.valueOf(rest);
            case '$' -> bulk(Integer.parseInt(rest));
            case '*' -> array(Integer.parseInt(rest));
            default -> throw new IOException("not RESP: " + line);
        };
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return "";
        }
        byte[] bytes = in.readNBytes(length);
        in.skipNBytes(2);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private List<Object> array(int length) throws IOException {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            items.add(reply());
        }
        return items;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new IOException("Redis closed the connection");
            }
            line.append((char) next);
        }
        in.skipNBytes(1);
        return line.toString();
    }

    private static String value(List<?> fields, String name) {
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            if (fields.get(i).equals(name)) {
                return text(fields.get(i + 1));
            }
        }
        return "";
    }

    private static List<?> list(Object reply) {
        return (List<?>) reply;
    }

    private static String text(Object reply) {
        return (String) reply;
    }
}
