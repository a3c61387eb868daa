package io.flowcast.conformance.server;

import static io.flowcast.conformance.server.Fault.*;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Answers one request: {@code /stream} goes on, {@code /ended} is over. */
final class SmallStream {
    private static final int KEEPALIVE_MILLIS = 600;
    private static final String STRANGER = "https://nobody";

    private final Socket socket;
    private final SmallServer.Request request;
    private final Fault fault;
    private final Story story;
    private final boolean chunked;

    SmallStream(Socket socket, SmallServer.Request request, Fault fault, Story story) {
        this.socket = socket;
        this.request = request;
        this.fault = fault;
        this.story = story;
        boolean old = request.version().equals("HTTP/1.0");
        chunked = (!old || fault == CHUNKS_FOR_ALL) && fault != NO_CHUNKS && fault != A_LENGTH;
    }

    /** False where the connection is over. */
    boolean answer() throws IOException, InterruptedException {
        if (request.version().equals("HTTP/1.1") && request.header("host").isEmpty() && fault != NEEDS_NO_HOST) {
            return plain("400 Bad Request", "");
        }
        if (!request.header("upgrade").isEmpty() && fault == REFUSES_UPGRADES) {
            return plain("426 Upgrade Required", "");
        }
        return switch (request.method()) {
            case "GET" -> get();
            case "HEAD" -> {
                if (fault == HEAD_IS_GET) {
                    yield get();
                }
                write(head("200 OK", "Content-Type: text/event-stream\r\n"));
                yield true;
            }
            case "OPTIONS" -> {
                if (fault == OPTIONS_IS_GET) {
                    yield get();
                }
                if (fault == PREFLIGHT_NEEDS_CREDENTIALS) {
                    yield plain("401 Unauthorized", "");
                }
                yield plain(
                        "200 OK",
                        "Allow: GET, HEAD, OPTIONS\r\nAccess-Control-Allow-Headers: last-event-id\r\n" + cors());
            }
            default ->
                fault == ANY_METHOD
                        ? get()
                        : plain("405 Method Not Allowed", fault == NO_ALLOW ? "" : "Allow: GET, HEAD, OPTIONS\r\n");
        };
    }

    private boolean get() throws IOException, InterruptedException {
        if (fault == FORGETS_HALF_CLOSED && halfClosed()) {
            Thread.sleep(60_000);
        }
        String cursor = cursor();
        if (cursor.length() > 1_000 && fault == HANGS_UP_ON_LONG) {
            return false;
        }
        boolean ended = request.target().startsWith("/ended");
        if (ended && cursor.equals(Integer.toString(Story.FIRST)) && fault != COME_AGAIN) {
            write(head("204 No Content", fault == LENGTH_OF_NOTHING ? "Content-Length: 0\r\n" : ""));
            return fault != HANGS_UP_AFTER_END;
        }
        Beginning beginning = beginning(cursor);
        if (beginning.number() < 0) {
            return plain("500 Internal Server Error", "");
        }
        if (fault == LATE_HEAD) {
            story.await(beginning.number() - 1, 60_000);
        }
        write(head(fault == OTHER_STATUS ? "206 Partial Content" : "200 OK", streamHead()));
        chunk("retry: " + (fault == RETRY_WITH_FRACTION ? "1.5" : fault == RETRY_AT_ONCE ? "0" : "1000") + "\n\n"
                + oddities());
        if (ended) {
            return end();
        }
        if (fault == COLLECTS) {
            Thread.sleep(60_000);
        }
        stream(beginning);
        return false;
    }

    /** What is told first, and the number of the event that follows; -1 where there is only an error to tell. */
    private record Beginning(String notice, int number) {}

    private Beginning beginning(String cursor) {
        int end = story.last() + 1;
        if (cursor.isEmpty()) {
            boolean atEnd = request.headers().containsKey("last-event-id") && fault == EMPTY_IS_THE_END;
            return new Beginning("", atEnd ? end : Story.FIRST);
        }
        if (!cursor.matches("[0-9]{1,9}") || cursor.equals("0")) {
            return switch (fault) {
                case RUBBISH_IS_ITS_ERROR -> new Beginning("", -1);
                case RUBBISH_IS_THE_END -> new Beginning("", end);
                default -> restart();
            };
        }
        int after = Integer.parseInt(cursor);
        if (after > story.last()) {
            return fault == BEYOND_IS_THE_END ? new Beginning("", end) : restart();
        }
        if (after < Story.FIRST) {
            return fault == FORGOTTEN_IS_THE_REST ? new Beginning("", Story.FIRST + 1) : restart();
        }
        return new Beginning("", after + (fault == REPEATS_ONE ? 0 : fault == SKIPS_ONE ? 2 : 1));
    }

    private static Beginning restart() {
        return new Beginning("event: restart\ndata: {}\n\n", Story.FIRST);
    }

    private void stream(Beginning beginning) throws IOException, InterruptedException {
        chunk(beginning.notice());
        int next = beginning.number();
        boolean live = false;
        while (true) {
            int last = story.last();
            StringBuilder text = new StringBuilder();
            for (; next <= last - (live && fault == ONE_BEHIND ? 1 : 0); next++) {
                text.append(event(next, next == last));
            }
            chunk(text.toString());
            live = true;
            story.await(last, KEEPALIVE_MILLIS);
            if (story.last() == last) {
                chunk(fault == SILENT ? "" : ": alive\n\n");
            }
        }
    }

    private String event(int number, boolean last) {
        String event = Story.event(number);
        return switch (fault) {
            case NO_IDS -> event.replaceFirst("id: .*\n", "");
            case SAME_IDS -> event.replaceFirst("id: .*\n", "id: 3\n");
            case NUL_IN_ID -> event.replaceFirst("id: ", "id: \0");
            case CONTROL_IN_ID -> event.replaceFirst("id: ", "id: \t");
            case SPACE_IN_NAME -> event.replaceFirst("event: ", "event:  ");
            case MIXED_ENDINGS -> event.replaceFirst("tick\n", "tick\r");
            case FIELD_OF_ITS_OWN -> "priority: 1\n" + event;
            case HALF_AN_EVENT -> last ? event.substring(0, event.length() - 1) : event;
            default -> event;
        };
    }

    private String oddities() {
        return switch (fault) {
            case MARK_WITHIN -> "\uFEFFdata: x\n\n";
            case NAME_WITHOUT_DATA -> "event: hello\n\n";
            default -> "";
        };
    }

    private boolean end() throws IOException {
        String event = Story.event(Story.FIRST);
        chunk(fault == HALF_AN_END ? event.substring(0, event.length() - 1) : event);
        if (fault != CUT_OFF && chunked) {
            write("0\r\n\r\n");
        }
        return fault != CUT_OFF && chunked;
    }

    private String streamHead() {
        String type = fault == OTHER_TYPE
                ? "text/plain"
                : "text/event-stream" + (fault == OTHER_CHARSET ? "; charset=iso-8859-1" : "");
        String cache = fault == CACHEABLE
                ? "public, no-transform"
                : fault == TRANSFORMABLE ? "no-store" : "no-cache, no-transform";
        return "Content-Type: " + type + "\r\nCache-Control: " + cache + "\r\n"
                + (fault == UNTOLD_PROXIES ? "" : "X-Accel-Buffering: no\r\n")
                + (fault == A_LENGTH ? "Content-Length: 100000\r\n" : "")
                + (fault == COMPRESSED && request.header("accept-encoding").contains("gzip")
                        ? "Content-Encoding: gzip\r\n"
                        : "")
                + (chunked ? "Transfer-Encoding: chunked\r\n" : "Connection: close\r\n");
    }

    private String head(String status, String headers) {
        return "HTTP/1.1 " + status + "\r\n" + headers + (headers.contains("Access-Control") ? "" : cors()) + "\r\n";
    }

    /** One origin that is known, and what it is granted. */
    private String cors() {
        String origin = request.header("origin");
        boolean stranger = origin.startsWith(STRANGER);
        if (origin.isEmpty() || (stranger && fault != ANYBODY_WITH_CREDENTIALS)) {
            return "";
        }
        return "Access-Control-Allow-Origin: " + (fault == ALL_WITH_CREDENTIALS ? "*" : origin)
                + "\r\nAccess-Control-Allow-Credentials: true\r\n" + (fault == NO_VARY ? "" : "Vary: Origin\r\n");
    }

    private boolean plain(String status, String headers) throws IOException {
        write(head(status, "Content-Length: 0\r\n" + headers));
        return true;
    }

    private String cursor() {
        String header = request.header("last-event-id");
        int parameter = request.target().indexOf("cursor=");
        return !header.isEmpty() || parameter < 0 || fault == IGNORES_PARAMETER
                ? header
                : request.target().substring(parameter + 7);
    }

    private boolean halfClosed() throws IOException {
        socket.setSoTimeout(300);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } finally {
            socket.setSoTimeout(0);
        }
    }

    private void chunk(String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        if (fault == NOT_UTF_8) {
            byte[] more = Arrays.copyOf(content, content.length + 4);
            System.arraycopy(new byte[] {':', (byte) 0xe4, '\n', '\n'}, 0, more, content.length, 4);
            content = more;
        }
        if (content.length == 0) {
            return;
        }
        if (chunked) {
            write(Integer.toHexString(content.length) + (fault == BROKEN_CHUNKS ? "z" : "") + "\r\n");
        }
        socket.getOutputStream().write(content);
        if (chunked) {
            write("\r\n");
        }
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
