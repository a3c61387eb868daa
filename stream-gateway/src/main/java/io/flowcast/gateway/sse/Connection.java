package io.flowcast.gateway.sse;

import io.flowcast.gateway.hub.Chunk;
import io.flowcast.gateway.hub.Ending;
import io.flowcast.gateway.hub.Outlet;
import io.flowcast.gateway.hub.Rejection;
import io.flowcast.gateway.hub.Subscriber;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** One client's connection: writes what its subscriber says, tells it what the socket says. Of one event loop. */
final class Connection extends Wheel.Member implements Outlet {
    private final HttpServerResponse response;
    private final StreamLoop loop;
    private final StreamRequest request;
    private final long expiresAt;

    private @Nullable Subscriber subscriber;
    /** When it was first found blocked in its present blockage; 0 where it is not. */
    private long blockedSince;

    private boolean over;

    Connection(HttpServerResponse response, StreamLoop loop, StreamRequest request, long expiresAt) {
        this.response = response;
        this.loop = loop;
        this.request = request;
        this.expiresAt = expiresAt;
    }

    /** Both ends are there: from now on each hears of the other. */
    void bind(Subscriber bound) {
        subscriber = bound;
        response.exceptionHandler(broken -> bound.disconnected());
        response.closeHandler(closed -> {
            loop.released(this);
            bound.disconnected();
        });
        response.endHandler(ended -> loop.released(this));
        response.drainHandler(drained -> bound.drained());
    }

    @Override
    public void accept() {
        response.setWriteQueueMaxSize((int) loop.config().maxPending().asLongValue());
        Answers.open(response);
        response.write(
                Buffer.buffer(Frames.retry(loop.jitter().retry(loop.config().retry()))));
        loop.wheel().add(this);
    }

    @Override
    public void reject(Rejection why) {
        over = true;
        Answers.reject(response, request, why, loop.jitter().retry(loop.config().retry()));
    }

    @Override
    public boolean full() {
        return response.writeQueueFull();
    }

    @Override
    public void write(Chunk chunk) {
        response.write(chunk.prepared(Buffer.class, Buffer::buffer));
    }

    @Override
    public void end(Ending why) {
        if (over) {
            return;
        }
        over = true;
        if (why == Ending.STALLED) {
            response.reset();
        } else if (why.announced()) {
            long retry = loop.jitter().retry(loop.config().retry());
            response.end(Buffer.buffer(Frames.reconnect(why.wire(), retry)));
        } else {
            response.end();
        }
    }

    /** Once a round of the wheel: a sign of life, and whether its time is over. */
    void visit(long now) {
        Subscriber bound = subscriber;
        if (bound == null || bound.closed()) {
            return;
        }
        if (now >= expiresAt) {
            bound.end(Ending.AGE);
        } else if (full()) {
            blockedSince = blockedSince == 0 ? now : blockedSince;
            if (now - blockedSince >= loop.config().stallTimeout().toMillis()) {
                bound.end(Ending.STALLED);
            }
        } else {
            blockedSince = 0;
            write(loop.keepalive());
            if (request.heartbeat()) {
                write(Chunk.of(Frames.heartbeat(bound.cursor())));
            }
        }
    }
}
