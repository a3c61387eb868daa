package io.flowcast.systemtests.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes bytes on to a port of this machine, and does what networks do: cuts connections, lets what is sent vanish, takes its time.
 * Thread-safe.
 */
public final class FaultyLink implements AutoCloseable {
    private static final int BACKLOG = 1_000;
    private static final int BUFFER = 1 << 14;
    private static final Duration LOOK = Duration.ofMillis(20);

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean refusing;
    private volatile boolean swallowing;
    private volatile long delayMillis;
    private volatile boolean closed;

    private FaultyLink(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /** To this port. */
    public static FaultyLink to(int target) throws IOException {
        FaultyLink link = new FaultyLink(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), target);
        Thread.ofPlatform().daemon().name("link-" + target).start(link::accept);
        return link;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Ends all connections with a reset (RFC 9293, section 3.5.3). */
    public void reset() {
        for (Socket socket : sockets) {
            try {
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // It is gone already.
            }
            close(socket);
        }
    }

    /** Whether new connections are closed at once, from now on. */
    public void refuse(boolean refuse) {
        refusing = refuse;
    }

    /** Whether what is sent waits, either way, as behind a link that loses everything: TCP sends it again later. */
    public void swallow(boolean swallow) {
        swallowing = swallow;
    }

    /** How much later everything comes, from now on. */
    public void delay(Duration delay) {
        delayMillis = delay.toMillis();
    }

    /** As good as new. */
    public void heal() {
        refuse(false);
        swallow(false);
        delay(Duration.ZERO);
    }

    @Override
    public void close() {
        closed = true;
        heal();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(FaultyLink::close);
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = server.accept();
                if (refusing) {
                    close(client);
                } else {
                    Thread.ofVirtual().start(() -> join(client));
                }
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void join(Socket client) {
        try (client;
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target)) {
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(upstream);
            Thread back = Thread.ofVirtual().start(() -> pass(upstream, client));
            pass(client, upstream);
            back.join();
        } catch (IOException e) {
            // Nobody is there: the client sees its connection close.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(client);
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (delayMillis > 0) {
                    Thread.sleep(delayMillis);
                }
                while (swallowing) {
                    Thread.sleep(LOOK);
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // Either end is gone, and so the other has to go.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(from);
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone all the same.
        }
    }
}
