package io.flowcast.stack.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks a port of this machine for a path by HTTP; exit status 0 where the answer is 200, else 1, with the answer on standard
 * output.
 *
 * <p>It runs in images that need neither a shell nor curl, every few seconds, so it uses as few classes as it can: an HTTP
 * client would cost ten times the CPU.
 */
public final class HealthProbe {
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int ENOUGH = 4_096;
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private HealthProbe() {}

    /** The port, and the path. */
    public static void main(String[] arguments) {
        String answer = ask(Integer.parseInt(arguments[0]), arguments[1]);
        if (isGood(answer)) {
            return;
        }
        System.out.println(answer);
        System.exit(1);
    }

    static boolean isGood(String answer) {
        return answer.startsWith("HTTP/1.") && answer.startsWith("200", STATUS_AT);
    }

    /** The beginning of the answer, or what kept it from coming. */
    static String ask(int port, String path) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String request = "GET ".concat(path).concat(" HTTP/1.0\r\nHost: localhost\r\n\r\n");
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(ENOUGH), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
