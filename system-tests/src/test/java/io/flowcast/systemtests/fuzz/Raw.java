package io.flowcast.systemtests.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What becomes of bytes that are sent on a connection of their own.
 *
 * @param statuses of all answers that came, in order
 * @param closed whether the other side closed the connection
 */
record Raw(List<Integer> statuses, boolean closed, String text, Duration took) {
    private static final Pattern STATUS = Pattern.compile("(?:^|\\n)[^ \\r\\n]+/1\\.[01] (\\d{3}) ");
    private static final int MOST = 4 * 1024 * 1024;

    /**
     * Sends them and reads until the connection is closed, or nothing has come for a while after an answer, or in all for too long.
     *
     * @param over whether this side says that nothing more comes
     */
    static Raw of(int port, byte[] bytes, boolean over, Duration patience) throws IOException {
        long begun = System.nanoTime();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        boolean closed = false;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            send(socket, bytes, over);
            InputStream in = socket.getInputStream();
            byte[] some = new byte[16 * 1024];
            while (!closed && read.size() < MOST && System.nanoTime() - begun < patience.toNanos()) {
                // An answer that is there is followed by another at once, if by any.
                socket.setSoTimeout(read.size() > 0 ? 1_000 : (int) patience.toMillis());
                int count = in.read(some);
                closed = count < 0;
                if (count > 0) {
                    read.write(some, 0, count);
                }
            }
        } catch (SocketTimeoutException quiet) {
            closed = false;
        } catch (SocketException reset) {
            closed = true;
        }
        String text = read.toString(StandardCharsets.ISO_8859_1);
        List<Integer> statuses = STATUS.matcher(text)
                .results()
                .map(status -> Integer.valueOf(status.group(1)))
                .toList();
        return new Raw(statuses, closed, text, Duration.ofNanos(System.nanoTime() - begun));
    }

    /** In pieces, as a network may bring them. Who has heard enough may close meanwhile. */
    private static void send(Socket socket, byte[] bytes, boolean over) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(bytes);
            if (over) {
                socket.shutdownOutput();
            }
        } catch (SocketException refused) {
            // What was said before is still to be read.
        }
    }
}
