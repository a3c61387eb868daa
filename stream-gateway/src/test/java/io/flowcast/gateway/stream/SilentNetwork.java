package io.flowcast.gateway.stream;

import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.redis.RedisUsers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A Redis behind a network that can swallow everything without a word: what was connected then is never closed. The
 * gateway goes through it, as the user that deploy/redis/users.acl has for it; the test's own client goes past it.
 */
public final class SilentNetwork implements QuarkusTestResourceLifecycleManager {
    static final String USER = RedisUsers.GATEWAY;

    private static final List<Link> LINKS = new CopyOnWriteArrayList<>();
    private static volatile boolean silent;
    private static volatile @Nullable RedisServer redis;

    private @Nullable ServerSocket front;

    /** From now on nothing gets through any connection, old or new. */
    static void fallSilent() {
        silent = true;
        swallow();
    }

    /** New connections work; those of the silence hang on. */
    static void recover() {
        silent = false;
    }

    /** What is connected now hangs for ever, both ways; new connections work. */
    static void swallow() {
        LINKS.forEach(link -> link.swallows = true);
    }

    /** What is subscribed now hears nothing more, though Redis takes it for alive. */
    static void deafen() {
        LINKS.stream().filter(link -> link.subscribes).forEach(link -> link.deaf = true);
    }

    static RedisServer redis() {
        RedisServer started = redis;
        if (started == null) {
            throw new IllegalStateException("the resource is not started");
        }
        return started;
    }

    /** Gives the gateway's user the rights that it needs and no more; after a restart, too: Redis forgets users. */
    static void permit() {
        acl("reset " + String.join(" ", RedisUsers.rules(USER)));
    }

    /** Changes the rights of the gateway's user. */
    static void acl(String rules) {
        try (Socket socket = new Socket(redis().host(), redis().port())) {
            socket.getOutputStream()
                    .write(("ACL SETUSER " + USER + " " + rules + "\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(3), StandardCharsets.US_ASCII);
            if (!answer.equals("+OK")) {
                throw new IllegalStateException("Redis does not take the rights " + rules);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Map<String, String> start() {
        try {
            RedisServer started = RedisServer.start();
            redis = started;
            permit();
            ServerSocket listening = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
            front = listening;
            Thread.startVirtualThread(() -> accept(listening, started.port()));
            String through = "redis://" + USER + ":secret@127.0.0.1:" + listening.getLocalPort();
            return Map.of(
                    "quarkus.redis.hosts", started.url(),
                    "quarkus.redis.reads.hosts", through,
                    "quarkus.redis.streams.hosts", through,
                    "quarkus.redis.pubsub.hosts", through,
                    "quarkus.redis.feed.hosts", through);
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
            for (Link link : LINKS) {
                link.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        LINKS.clear();
        silent = false;
        RedisServer started = redis;
        if (started != null) {
            started.close();
        }
    }

    private static void accept(ServerSocket listening, int port) {
        while (!listening.isClosed()) {
            try {
                Socket near = listening.accept();
                Link link = new Link(near);
                link.swallows = silent;
                LINKS.add(link);
                Thread.startVirtualThread(() -> link.connect(port));
            } catch (IOException e) {
                return; // stopped
            }
        }
    }

    /** One connection of the gateway's, and the one to Redis behind it. */
    private static final class Link {
        private final Socket near;
        private volatile @Nullable Socket far;
        private volatile boolean swallows;
        private volatile boolean subscribes;
        private volatile boolean deaf;

        private Link(Socket near) {
            this.near = near;
        }

        private void connect(int port) {
            if (swallows) {
                return;
            }
            try {
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), port);
                far = behind;
                Thread.startVirtualThread(() -> copy(behind, near, false));
                copy(near, behind, true);
            } catch (IOException e) {
                closeQuietly(near);
            }
        }

        private void copy(Socket from, Socket to, boolean towardsRedis) {
            byte[] some = new byte[8_192];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(some); length >= 0; length = in.read(some)) {
                    if (towardsRedis && subscribes(some, length)) {
                        subscribes = true;
                    }
                    if (!swallows && (towardsRedis || !deaf)) {
                        out.write(some, 0, length);
                    }
                }
            } catch (IOException e) {
                // Closed on either side: the end, and nobody is told of it in silence.
            }
            if (!swallows) {
                closeQuietly(to);
            }
        }

        private static boolean subscribes(byte[] some, int length) {
            return new String(some, 0, length, StandardCharsets.ISO_8859_1)
                    .toLowerCase(Locale.ROOT)
                    .contains("\nsubscribe\r");
        }

        private void close() throws IOException {
            near.close();
            Socket behind = far;
            if (behind != null) {
                behind.close();
            }
        }

        private static void closeQuietly(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is over either way.
            }
        }
    }
}
