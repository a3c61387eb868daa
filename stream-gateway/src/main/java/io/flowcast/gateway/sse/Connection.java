package io.flowcast.gateway.sse;

import io.flowcast.gateway.auth.Admission;
import io.flowcast.gateway.hub.Chunk;
import io.flowcast.gateway.hub.Ending;
import io.flowcast.gateway.hub.Outlet;
import io.flowcast.gateway.hub.Rejection;
import io.flowcast.gateway.hub.Source;
import io.flowcast.gateway.limit.Place;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** One client's connection: writes what its source says, tells it what the socket says. Of one event loop. */
final class Connection extends Wheel.Member implements Outlet {
    private final HttpServerRequest exchange;
    private final HttpServerResponse response;
    private final HttpConnection socket;
    private final StreamLoop loop;
    private final StreamRequest request;
    private final Admission admission;
    private final long expiresAt;
    private final Place place;

    private @Nullable Source source;
    /** When it was first found full since it last took something; 0 where it is not. */
    private long fullSince;

    private boolean accepted;
    private boolean synced;
    private boolean over;

    Connection(
            HttpServerRequest exchange,
            StreamLoop loop,
            StreamRequest request,
            Admission admission,
            long expiresAt,
            Place place) {
        this.exchange = exchange;
        this.response = exchange.response();
        this.socket = exchange.connection();
        this.loop = loop;
        this.request = request;
        this.admission = admission;
        this.expiresAt = expiresAt;
        this.place = place;
    }

    /** Both ends are there: from now on each hears of the other. */
    void bind(Source bound, RoutingContext routing) {
        source = bound;
        response.drainHandler(drained -> {
            fullSince = 0;
            bound.drained();
        });
        // Whichever comes first: the end of the answer, its failure, or that of the connection.
        loop.wheel().add(this);
        routing.addEndHandler(ended -> over(bound));
        if (response.closed()) {
            over(bound);
        }
    }

    private void over(Source bound) {
        loop.released(this);
        place.close();
        bound.disconnected();
    }

    @Override
    public void accept() {
        response.setWriteQueueMaxSize((int) loop.config().maxPending().asLongValue());
        Answers.open(exchange);
        response.write(
                Buffer.buffer(Frames.retry(loop.jitter().retry(loop.config().retry()))));
        accepted = true;
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
    public void caughtUp() {
        if (!synced) {
            synced = true;
            write(Chunk.of(Frames.SYNCED));
        }
    }

    @Override
    public void end(Ending why) {
        if (over) {
            return;
        }
        over = true;
        if (why == Ending.STALLED) {
            cut();
        } else if (why.announced()) {
            long retry = loop.jitter().retry(loop.config().retry());
            Future<Void> flushed = response.end(Buffer.buffer(Frames.reconnect(why.wire(), retry)));
            awaitFlush(flushed);
            if (why == Ending.AGE || why == Ending.DRAINING) {
                flushed.onComplete(told -> leave());
            }
        } else {
            awaitFlush(response.end());
        }
    }

    /** The balancer is to choose again when the client comes back, which over a connection that is kept it could not. */
    private void leave() {
        if (exchange.version() != HttpVersion.HTTP_2) {
            socket.close();
        }
    }

    /** A client that does not take what is left for it does not keep its connection. */
    private void awaitFlush(Future<Void> flushed) {
        if (!flushed.isComplete()) {
            loop.after(loop.config().stallTimeout(), () -> {
                if (!flushed.isComplete()) {
                    cut();
                }
            });
        }
    }

    /** At once, dropping what is pending: Vert.x' own close waits till the client has taken it, which this one never will. */
    private void cut() {
        if (exchange.version() == HttpVersion.HTTP_2) {
            response.reset();
        } else {
            Channel channel = ((ConnectionBase) socket).channel();
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        }
    }

    /** This replica is told to stop: whatever state the stream is in, its client is asked to come back. */
    void drain() {
        Source bound = source;
        if (bound != null) {
            bound.end(Ending.DRAINING);
        }
    }

    /** Once a round of the wheel: a sign of life, and whether its time is over. */
    void visit(long now) {
        Source bound = source;
        if (!accepted || bound == null || bound.closed()) {
            return;
        }
        if (now >= expiresAt) {
            bound.end(Ending.AGE);
        } else if (admission.over(now)) {
            bound.end(Ending.AUTH);
        } else if (full()) {
            fullSince = fullSince == 0 ? now : fullSince;
            if (now - fullSince >= loop.config().stallTimeout().toMillis()) {
                bound.end(Ending.STALLED);
            }
        } else {
            fullSince = 0;
            write(loop.keepalive());
            if (request.heartbeat()) {
                write(Chunk.of(Frames.heartbeat(bound.lastEventId())));
            }
        }
    }
}
