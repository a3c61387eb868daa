package io.flowcast.gateway.sse;

import io.flowcast.gateway.hub.Chunk;
import io.flowcast.service.head.HeadTimeout;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Straight to the Netty channel of an HTTP/1.1 connection, below the server's codec, in one write a chunk. Once the head of
 * the answer is written, the server is made to believe that the answer is complete, so that all it kept for the exchange
 * goes; what it writes from then on is dropped here, and the codec is taken out. Whoever is on this wire sends nothing more
 * that anybody would read. Of the channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what a channel cannot write any more it tells by channelInactive
final class ChannelWire extends ChannelDuplexHandler implements Wire {
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Who is told what the socket says; on the channel's thread, from which nothing of a stream may be called. */
    interface Listener {

        /** It takes bytes again. */
        void drained();

        /** It is closed. */
        void gone();
    }

    private final Listener listener;
    private @Nullable ChannelHandlerContext place;
    private boolean ended;

    private ChannelWire(Listener listener) {
        this.listener = listener;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        place = context;
    }

    private ChannelHandlerContext place() {
        return Objects.requireNonNull(place, "in a pipeline");
    }

    /** Whether this exchange can go on over the channel alone: for one whose request has been read to its end. */
    static boolean fits(HttpServerRequest exchange) {
        return exchange.version() == HttpVersion.HTTP_1_1
                && !exchange.headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)
                && exchange.connection() instanceof ConnectionBase;
    }

    /** Takes the connection over, after the head of its answer was written; empty where its pipeline is another. */
    static Optional<Wire> takeOver(HttpServerRequest exchange, WriteBufferWaterMark marks, Listener listener) {
        if (!(exchange.connection() instanceof ConnectionBase connection)) {
            return Optional.empty();
        }
        ChannelHandlerContext server = connection.channelHandlerContext();
        ChannelPipeline pipeline = server.pipeline();
        if (!server.channel().isActive()
                || pipeline.get(HttpRequestDecoder.class) == null
                || pipeline.get(HttpResponseEncoder.class) == null) {
            return Optional.empty();
        }
        ChannelWire wire = new ChannelWire(listener);
        pipeline.addBefore(server.name(), "stream", wire);
        exchange.response().end();
        server.flush();
        HeadTimeout.leave(pipeline);
        pipeline.remove(HttpRequestDecoder.class);
        pipeline.remove(HttpResponseEncoder.class);
        if (pipeline.get(IdleStateHandler.class) != null) {
            pipeline.remove(IdleStateHandler.class); // a stream has its own keepalive, and its own age
        }
        server.channel().config().setWriteBufferWaterMark(marks);
        return Optional.of(wire);
    }

    @Override
    public void write(Chunk chunk) {
        if (!ended) {
            ChannelHandlerContext here = place();
            here.writeAndFlush(Encoded.of(chunk).chunked().retainedDuplicate(), here.voidPromise());
        }
    }

    @Override
    public boolean full() {
        return !place().channel().isWritable();
    }

    @Override
    public void end(byte[] last) {
        ended = true;
        ChannelHandlerContext here = place();
        if (last.length > 0) {
            here.write(Encoded.chunk(last), here.voidPromise());
        }
        here.writeAndFlush(Unpooled.wrappedBuffer(LAST_CHUNK)).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public boolean flushed() {
        return !place().channel().isActive();
    }

    @Override
    public void cut() {
        ended = true;
        drop(place().channel());
    }

    /** Closes it at once, with whatever is pending. */
    static void drop(Channel channel) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ReferenceCountUtil.release(message);
        promise.trySuccess();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            listener.drained();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        listener.gone();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
