package io.flowcast.systemtests.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What is not HTTP, or hardly. Each has its name; a character is a byte. */
final class BrokenRequests {
    /** A request that is well, for others to be made of. */
    static final String WELL =
            "POST /api/workflow/definitions/validate HTTP/1.1\r\nHost: a\r\nContent-Type: application/yaml\r\n%s"
                    + "Content-Length: 9\r\n\r\nid: hello";

    private static final String GET = "GET /api/workflow/node-types HTTP/1.1\r\nHost: a\r\n";
    private static final String POST = "POST /api/workflow/definitions/validate HTTP/1.1\r\nHost: a\r\n";

    private BrokenRequests() {}

    /** Those that are whole, if only in the eyes of whoever sent them: they are answered, or cut off. */
    static Map<String, String> whole() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("no version", "GET /q/health/live\r\n\r\n");
        all.put("HTTP/0.9", "GET /\r\n");
        all.put("an unknown version", "GET / HTTP/3.7\r\nHost: a\r\n\r\n");
        all.put("HTTP/2 as text", "GET / HTTP/2.0\r\nHost: a\r\n\r\n");
        all.put("a version of letters", "GET / HTTP/x.y\r\nHost: a\r\n\r\n");
        all.put("another protocol", "GET / ICY/1.0\r\n\r\n");
        all.put("no target", "GET  HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("a target with a space", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("tabs in the request line", "GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("a target that is no path", "GET nonsense HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("a raw brace", "GET /{a} HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("a bad escape", "GET /api/workflow/executions/%zz HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("a lonely percent sign", "GET /api/workflow/executions?limit=% HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("NUL in the target", "GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("bytes beyond ASCII in the target", "GET /\u00ff\u00fe HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("an asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n");
        all.put("TRACE", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("an unknown method", "BREW /api/workflow/execute HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("a method of signs", "!#$ / HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("a method with a brace", "GE{T / HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("a long method", "A".repeat(10_000) + " / HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("an absolute target", "GET http://a.b/q/health/live HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("an absolute target that is none", "GET http://[::1/ HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("a target of 100 KB", "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put(
                "a query of 15 KB",
                "GET /api/workflow/executions?cursor=" + "a".repeat(15_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("no host", "GET /q/health/live HTTP/1.1\r\n\r\n");
        all.put("two hosts", "GET /q/health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
        all.put("a host with a space", "GET /q/health/live HTTP/1.1\r\nHost: a b\r\n\r\n");
        all.put("a host with a path", "GET /q/health/live HTTP/1.1\r\nHost: a/b@c:d\r\n\r\n");
        all.put("a host with a port beyond all", "GET /q/health/live HTTP/1.1\r\nHost: a:99999999\r\n\r\n");
        all.put("an empty host", "GET /q/health/live HTTP/1.1\r\nHost:\r\n\r\n");
        all.put("bare line feeds", "GET /q/health/live HTTP/1.1\nHost: a\n\n");
        all.put("bare carriage returns", "GET /q/health/live HTTP/1.1\rHost: a\r\r");
        all.put("an empty line before", "\r\n\r\nGET /q/health/live HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put(
                "thousands of empty lines before",
                "\r\n".repeat(5_000) + "GET /q/health/live HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("white space before the method", "  GET /q/health/live HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("a folded header", GET + "X-A: a\r\n b\r\n\tc\r\n\r\n");
        all.put("a header that begins folded", "GET / HTTP/1.1\r\n Host: a\r\n\r\n");
        all.put("a header without a colon", GET + "nonsense\r\n\r\n");
        all.put("a header without a name", GET + ": a\r\n\r\n");
        all.put("white space before the colon", GET + "X-A : a\r\n\r\n");
        all.put("a header's name with a space", GET + "X A: a\r\n\r\n");
        all.put("NUL in a header's name", GET + "X\0A: a\r\n\r\n");
        all.put("NUL in a header", GET + "X-A: a\0b\r\n\r\n");
        all.put("a carriage return in a header", GET + "X-A: a\rb\r\n\r\n");
        all.put("a control character in a header", GET + "Accept: a\u0001b\r\n\r\n");
        all.put("a header of 100 KB", GET + "X-A: " + "a".repeat(100_000) + "\r\n\r\n");
        all.put("a header's name of 100 KB", GET + "a".repeat(100_000) + ": a\r\n\r\n");
        all.put("five thousand headers", GET + "X: a\r\n".repeat(5_000) + "\r\n");
        all.put("a length of letters", POST + "Content-Length: abc\r\n\r\n");
        all.put("a negative length", POST + "Content-Length: -1\r\n\r\n");
        all.put("a length with a sign", POST + "Content-Length: +3\r\n\r\na: b");
        all.put("a length beyond all", POST + "Content-Length: 99999999999999999999\r\n\r\na");
        all.put("an empty length", POST + "Content-Length:\r\n\r\n");
        all.put("a length in hexadecimal", POST + "Content-Length: 0x3\r\n\r\na: ");
        all.put("a length with a space", POST + "Content-Length: 1 1\r\n\r\naaaaaaaaaaa");
        all.put("two lengths", POST + "Content-Length: 3\r\nContent-Length: 4\r\n\r\na: b");
        all.put("two lengths in one", POST + "Content-Length: 3, 4\r\n\r\na: b");
        all.put("the same length twice", POST + "Content-Length: 4\r\nContent-Length: 4\r\n\r\na: b");
        all.put(
                "length and chunks",
                POST
                        + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("chunks and length", POST + "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\nG");
        all.put("chunks twice", POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        all.put("another coding", POST + "Transfer-Encoding: gzip\r\n\r\nabc\r\n\r\n");
        all.put("chunks that are not the last coding", POST + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n");
        all.put("a coding with a vertical tab", POST + "Transfer-Encoding: \u000bchunked\r\nContent-Length: 0\r\n\r\n");
        all.put(
                "a coding that is disguised",
                POST + "Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n");
        all.put(
                "chunks in HTTP/1.0",
                "POST /api/workflow/definitions/validate HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        all.put("a chunk's size of letters", POST + "Transfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n0\r\n\r\n");
        all.put("a negative chunk", POST + "Transfer-Encoding: chunked\r\n\r\n-1\r\na\r\n0\r\n\r\n");
        all.put("a chunk beyond all", POST + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\na");
        all.put("a chunk of 2^31", POST + "Transfer-Encoding: chunked\r\n\r\n80000000\r\na");
        all.put(
                "an extension of 100 KB",
                POST + "Transfer-Encoding: chunked\r\n\r\n1;" + "a".repeat(100_000) + "\r\na\r\n0\r\n\r\n");
        all.put("chunks with bare line feeds", POST + "Transfer-Encoding: chunked\r\n\r\n1\na\n0\n\n");
        all.put(
                "a chunk that is longer than it says",
                POST + "Transfer-Encoding: chunked\r\n\r\n1\r\nabcdef\r\n0\r\n\r\n");
        all.put("a trailer that is none", POST + "Transfer-Encoding: chunked\r\n\r\n0\r\nnonsense\r\n\r\n");
        all.put(
                "a trailer of 100 KB",
                POST + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: " + "a".repeat(100_000) + "\r\n\r\n");
        all.put("a trailer with a length", POST + "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n");
        all.put("a body of GET", GET + "Content-Length: 5\r\n\r\nhello");
        all.put("an expectation that nobody knows", POST + "Expect: miracles\r\nContent-Length: 1\r\n\r\na");
        all.put("an expectation with its body", POST + "Expect: 100-continue\r\nContent-Length: 4\r\n\r\na: b");
        all.put("pipelined requests", (GET + "\r\n").repeat(20));
        all.put("pipelined requests, the last broken", (GET + "\r\n").repeat(3) + "\0\0\0\0\r\n\r\n");
        all.put("upgrade to nothing", GET + "Connection: Upgrade\r\nUpgrade: nothing\r\n\r\n");
        all.put(
                "upgrade to WebSocket",
                GET
                        + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n");
        all.put("upgrade to h2c without settings", GET + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n");
        all.put(
                "upgrade to h2c with nonsense",
                GET + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: !!!!\r\n\r\n");
        all.put(
                "upgrade to h2c with a body",
                POST
                        + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nContent-Length: 4\r\n\r\na: b");
        all.put("a preface of HTTP/2 and nonsense", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "x".repeat(64));
        all.put("a preface that is wrong", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n");
        all.put("a frame beyond all", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u00ff\u00ff\u00ff\u0004\0\0\0\0\0");
        all.put("a frame of settings that is short", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\u0001\u0004\0\0\0\0\0a");
        all.put(
                "headers on stream 0",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0\0\0\u0001\u0001\u0005\0\0\0\0\u0082");
        all.put("a TLS hello", "\u0016\u0003\u0001\0\u00a5\u0001\0\0\u00a1\u0003\u0003" + "x".repeat(160));
        all.put("a command to Redis", "*1\r\n$4\r\nPING\r\n");
        all.put("a line of SMTP", "EHLO a\r\n\r\n");
        all.put("a proxy's line", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
        all.put("nothing but zeros", "\0".repeat(3_000));
        all.put("nothing but letters", "a".repeat(30_000));
        return all;
    }

    /** Those of which the rest never comes: they are cut off in the time that settings say. */
    static Map<String, String> halves() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("half a request line", "GET /api/wor");
        all.put("half a head", GET + "X-A: ");
        all.put("a body that is short", POST + "Content-Length: 100\r\n\r\nid: a");
        all.put("a body of which nothing comes", POST + "Content-Length: 5\r\n\r\n");
        all.put("chunks without an end", POST + "Transfer-Encoding: chunked\r\n\r\n5\r\nid: a\r\n");
        all.put("half a chunk", POST + "Transfer-Encoding: chunked\r\n\r\nff\r\nid: a");
        all.put("half a chunk's size", POST + "Transfer-Encoding: chunked\r\n\r\nf");
        all.put("half a trailer", POST + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: ");
        all.put("a body that waits to be asked for", POST + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        return all;
    }

    /** Others, by chance: one that is whole, with bytes taken out, put in, or changed. */
    static Map<String, byte[]> torn(RandomGenerator random, int count) {
        List<Map.Entry<String, String>> whole = new ArrayList<>(whole().entrySet());
        whole.removeIf(one -> one.getValue().length() > 2_000);
        Map<String, byte[]> all = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            Map.Entry<String, String> one = whole.get(random.nextInt(whole.size()));
            byte[] bytes = bytes(random.nextBoolean() ? one.getValue() : WELL.formatted(""));
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                bytes = torn(bytes, random);
            }
            all.put("torn " + i + ": " + one.getKey(), bytes);
        }
        return all;
    }

    private static byte[] torn(byte[] bytes, RandomGenerator random) {
        if (bytes.length < 2) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> {
                byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
                System.arraycopy(bytes, at + 1, shorter, at, bytes.length - at - 1);
                return shorter;
            }
            case 1 -> {
                byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
                System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                longer[at] = "\r\n\0: ,;\t%\u00ff".getBytes(StandardCharsets.ISO_8859_1)[random.nextInt(10)];
                return longer;
            }
            case 2 -> bytes[at] = (byte) random.nextInt(256);
            default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
