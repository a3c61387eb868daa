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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Passes bytes on to a port of this machine, and does what networks do: cuts connections, lets what is sent vanish, takes its time,
 * forgets to say that somebody is gone. Thread-safe.
 */
public final class FaultyLink implements AutoCloseable {
    private static final int BACKLOG = 1_000;
    private static final int BUFFER = 1 << 14;
    private static final Duration LOOK = Duration.ofMillis(20);
    /** What TCP takes to send again what was lost: at least the first, and rarely more than the second. */
    private static final int SOONEST_AGAIN_MILLIS = 200;

    private static final int LATEST_AGAIN_MILLIS = 1_000;

    private final ServerSocket server;
    private final int target;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private volatile boolean refusing;
    private volatile boolean swallowing;
    private volatile long delayMillis;
    private volatile int lossPercent;
    private volatile boolean closed;

    /** What its ends take for one connection. */
    private static final class Pair {
        private final Socket client;
        private final Socket upstream;
        private final CountDownLatch released = new CountDownLatch(1);
        /** One end is gone, and the other does not know. */
        private volatile boolean halfOpen;

        private Pair(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        private void end() {
            halfOpen = false;
            FaultyLink.reset(client);
            FaultyLink.reset(upstream);
            released.countDown();
        }
    }

    /** Whose end goes without the other's being told. */
    public enum End {
        CLIENT,
        SERVER
    }

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
        pairs.forEach(Pair::end);
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

    /** How much of what is sent is lost at first, from now on, and comes once TCP has noticed; nothing overtakes it. */
    public void lose(int percent) {
        lossPercent = percent;
    }

    /**
     * One end of every connection there is now is gone, and the other hears neither of that nor of anything else, till all is
     * well again and it is told by a reset.
     */
    public void halfOpen(End gone) {
        for (Pair pair : pairs) {
            pair.halfOpen = true;
            reset(gone == End.CLIENT ? pair.client : pair.upstream);
        }
    }

    /** As good as new. */
    public void heal() {
        refuse(false);
        swallow(false);
        delay(Duration.ZERO);
        lose(0);
        pairs.stream().filter(pair -> pair.halfOpen).forEach(Pair::end);
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
        pairs.forEach(Pair::end);
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
            Pair pair = new Pair(client, upstream);
            pairs.add(pair);
            try {
                Thread back = Thread.ofVirtual().start(() -> pass(pair, upstream, client));
                pass(pair, client, upstream);
                back.join();
                if (pair.halfOpen && !closed) {
                    pair.released.await();
                }
            } finally {
                pairs.remove(pair);
            }
        } catch (IOException e) {
            // Nobody is there: the client sees its connection close.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(Pair pair, Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                suffer();
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // Either end is gone, and so the other has to go.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!pair.halfOpen) {
                close(from);
                close(to);
            }
        }
    }

    /** What becomes of a piece on its way. */
    private void suffer() throws InterruptedException {
        if (delayMillis > 0) {
            Thread.sleep(delayMillis);
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (random.nextInt(100) < lossPercent) {
            Thread.sleep(random.nextInt(SOONEST_AGAIN_MILLIS, LATEST_AGAIN_MILLIS));
        }
        while (swallowing) {
            Thread.sleep(LOOK);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // It is gone already.
        }
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone all the same.
        }
    }
}
