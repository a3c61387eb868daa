package io.flowcast.gateway.sse;

import io.flowcast.gateway.hub.Chunk;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/** By way of the server's own response: whatever the protocol. */
final class ResponseWire implements Wire {
    private final HttpServerRequest exchange;
    private final HttpServerResponse response;
    private @Nullable Future<Void> flushed;

    ResponseWire(HttpServerRequest exchange) {
        this.exchange = exchange;
        this.response = exchange.response();
    }

    HttpServerRequest exchange() {
        return exchange;
    }

    HttpServerResponse response() {
        return response;
    }

    @Override
    public void write(Chunk chunk) {
        response.write(Encoded.of(chunk).plain());
    }

    @Override
    public boolean full() {
        return response.writeQueueFull();
    }

    @Override
    public void end(byte[] last) {
        Future<Void> end = last.length > 0 ? response.end(Buffer.buffer(last)) : response.end();
        flushed = end;
        if (exchange.version() != HttpVersion.HTTP_2) {
            end.onComplete(done -> exchange.connection().close());
        }
    }

    @Override
    public boolean flushed() {
        Future<Void> end = flushed;
        return end != null && end.isComplete();
    }

    @Override
    public void cut() {
        if (exchange.version() == HttpVersion.HTTP_2) {
            response.reset();
        } else {
            // Vert.x' own close waits till the client has taken what is pending, which this one never will.
            ChannelWire.drop(((ConnectionBase) exchange.connection()).channel());
        }
    }
}
