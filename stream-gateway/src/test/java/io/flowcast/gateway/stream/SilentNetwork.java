package io.flowcast.gateway.stream;

import io.flowcast.stack.redis.RedisServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A Redis behind a network that can swallow everything without a word: what was connected then is never closed. */
public final class SilentNetwork implements QuarkusTestResourceLifecycleManager {
    private static volatile boolean silent;

    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private @Nullable RedisServer redis;
    private @Nullable ServerSocket front;

    /** From now on nothing gets through any connection, old or new. */
    static void fallSilent() {
        silent = true;
    }

    /** New connections work; those of the silence hang on. */
    static void recover() {
        silent = false;
    }

    @Override
    public Map<String, String> start() {
        try {
            RedisServer started = RedisServer.start();
            redis = started;
            ServerSocket listening = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
            front = listening;
            int port = URI.create(started.url()).getPort();
            Thread.startVirtualThread(() -> accept(listening, port));
            return Map.of("quarkus.redis.hosts", "redis://127.0.0.1:" + listening.getLocalPort());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        try {
            if (front != null) {
                front.close();
            }
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        if (redis != null) {
            redis.close();
        }
    }

    private void accept(ServerSocket listening, int port) {
        while (!listening.isClosed()) {
            try {
                Socket near = listening.accept();
                sockets.add(near);
                if (!silent) {
                    Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
                    sockets.add(far);
                    Thread.startVirtualThread(() -> copy(near, far));
                    Thread.startVirtualThread(() -> copy(far, near));
                }
            } catch (IOException e) {
                return; // stopped
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        byte[] some = new byte[8_192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(some); length >= 0; length = in.read(some)) {
                if (silent) {
                    return;
                }
                out.write(some, 0, length);
            }
            to.close();
        } catch (IOException e) {
            // Closed on either side: the end.
        }
    }
}
