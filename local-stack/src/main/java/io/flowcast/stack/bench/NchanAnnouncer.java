package io.flowcast.stack.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Publishes over one kept connection, by HTTP, which is what Nchan offers. */
final class NchanAnnouncer implements Announcer {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket = new Socket();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    NchanAnnouncer(int port) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        InputStream in = socket.getInputStream();
        Thread.ofPlatform().name("bench-answers").daemon().start(() -> readAnswers(in));
    }

    @Override
    public void announce(Story story) {
        String data = story.data(story.next());
        pending.writeBytes(("POST /pub/" + story.id() + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                        + data.length() + "\r\n\r\n" + data)
                .getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void flush() throws IOException {
        pending.writeTo(socket.getOutputStream());
        pending.reset();
    }

    private static void readAnswers(InputStream in) {
        try {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException closed) {
            // The end of the run. That something was refused shows in what is missing.
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }
}
