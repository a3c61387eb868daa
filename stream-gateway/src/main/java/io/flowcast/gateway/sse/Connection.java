package io.flowcast.gateway.sse;

import io.flowcast.gateway.auth.Admission;
import io.flowcast.gateway.hub.Chunk;
import io.flowcast.gateway.hub.Ending;
import io.flowcast.gateway.hub.Outlet;
import io.flowcast.gateway.hub.Rejection;
import io.flowcast.gateway.hub.Source;
import io.flowcast.gateway.limit.Place;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One client's connection: writes what its source says, tells it what the socket says. Of one event loop. */
final class Connection extends Wheel.Member implements Outlet {
    private static final byte[] NOTHING = {};

    private final StreamLoop loop;
    private final StreamRequest request;
    private final Admission admission;
    private final long expiresAt;
    private final Place place;

    private Wire wire;
    /** The server's exchange is over, the stream is not. */
    private boolean leftServer;

    private @Nullable Source source;
    /** When it was first found full since it last took something; 0 where it is not. */
    private long fullSince;

    private boolean accepted;
    private boolean synced;
    private boolean over;
    /** Its end has been. */
    private boolean counted;

    Connection(
            HttpServerRequest exchange,
            StreamLoop loop,
            StreamRequest request,
            Admission admission,
            long expiresAt,
            Place place) {
        this.wire = new ResponseWire(exchange);
        this.loop = loop;
        this.request = request;
        this.admission = admission;
        this.expiresAt = expiresAt;
        this.place = place;
    }

    /** Both ends are there: from now on each hears of the other. */
    void bind(Source bound, RoutingContext routing) {
        source = bound;
        HttpServerResponse response = routing.response();
        response.drainHandler(drained -> drained(bound));
        loop.wheel().add(this);
        // Whichever comes first: the end of the answer, its failure, or that of the connection.
        routing.addEndHandler(ended -> {
            if (!leftServer) {
                gone(bound);
            }
        });
        if (response.closed()) {
            gone(bound);
        }
    }

    private void drained(Source bound) {
        fullSince = 0;
        bound.drained();
    }

    private void gone(Source bound) {
        loop.released(this);
        place.close();
        bound.disconnected();
        ended(Ending.CLIENT);
    }

    @Override
    public void accept() {
        if (!(wire instanceof ResponseWire first)) {
            return;
        }
        first.response().setWriteQueueMaxSize((int) loop.config().maxPending().asLongValue());
        Answers.open(first.exchange());
        first.write(Chunk.of(Frames.retry(loop.jitter().retry(loop.config().retry()))));
        accepted = true;
        loop.tally().begun(Kind.of(request.path()), request.withCursor());
        if (!ChannelWire.fits(first.exchange())) {
            return;
        }
        if (first.exchange().isEnded()) {
            leaveServer(first.exchange());
        } else {
            first.exchange().endHandler(read -> loop.execute(() -> leaveServer(first.exchange())));
            first.exchange().resume();
        }
    }

    /** Goes on without the server's exchange, which costs more memory than all of ours. */
    private void leaveServer(HttpServerRequest exchange) {
        Source bound = source;
        if (over || bound == null || bound.closed()) {
            return;
        }
        ChannelWire.Listener listener = new ChannelWire.Listener() {
            @Override
            public void drained() {
                loop.execute(() -> Connection.this.drained(bound));
            }

            @Override
            public void gone() {
                loop.execute(() -> Connection.this.gone(bound));
            }
        };
        leftServer = true;
        Optional<Wire> channel = ChannelWire.takeOver(exchange, loop.marks(), listener);
        leftServer = channel.isPresent();
        wire = channel.orElse(wire);
    }

    @Override
    public void reject(Rejection why) {
        over = true;
        if (wire instanceof ResponseWire first) {
            Answers.reject(
                    first.response(),
                    request,
                    why,
                    loop.jitter().retry(loop.config().retry()));
        }
    }

    @Override
    public boolean full() {
        return wire.full();
    }

    @Override
    public void write(Chunk chunk) {
        wire.write(chunk);
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
        ended(why);
        if (why == Ending.STALLED) {
            wire.cut();
        } else {
            wire.end(
                    why.announced()
                            ? Frames.reconnect(
                                    why.wire(),
                                    loop.jitter().retry(loop.config().retry()))
                            : NOTHING);
            cutUnlessFlushed();
        }
    }

    private void ended(Ending why) {
        if (accepted && !counted) {
            counted = true;
            loop.tally().ended(Kind.of(request.path()), why);
        }
    }

    /** A client that does not take what is left for it does not keep its connection. */
    private void cutUnlessFlushed() {
        if (!wire.flushed()) {
            loop.after(loop.config().stallTimeout(), () -> {
                if (!wire.flushed()) {
                    wire.cut();
                }
            });
        }
    }

    /** This replica is told to stop: whatever state the stream is in, its client is asked to come back. */
    void drain() {
        Source bound = source;
        if (bound != null) {
            bound.end(Ending.DRAINING);
        }
    }

    /**
     * Once a round of the wheel: a sign of life, and whether its time is over.
     *
     * @param now epoch milliseconds
     * @param elapsed of {@link Streams#elapsed}
     */
    void visit(long now, long elapsed) {
        Source bound = source;
        if (!accepted || bound == null || bound.closed()) {
            return;
        }
        if (elapsed >= expiresAt) {
            bound.end(Ending.AGE);
        } else if (admission.over(now)) {
            bound.end(Ending.AUTH);
        } else if (full()) {
            fullSince = fullSince == 0 ? elapsed : fullSince;
            if (elapsed - fullSince >= loop.config().stallTimeout().toMillis()) {
                bound.end(Ending.STALLED);
            }
        } else {
            fullSince = 0;
            write(bound.keepalive(loop.keepalive()));
            if (request.heartbeat()) {
                write(Chunk.of(Frames.heartbeat(bound.lastEventId())));
            }
        }
    }
}
