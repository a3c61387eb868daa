package io.flowcast.service.head;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Of one connection: stands before the decoder of HTTP/1.1 to see bytes come, and behind it to see what they make. Between the first
 * byte of a head and its last runs a timer. Leaves connections of HTTP/2 alone. Of the connection's event loop.
 */
final class HeadTimer extends ChannelInboundHandlerAdapter {

    /** HTTP/2 begins with {@code PRI}, and no method of HTTP/1.1 does. */
    private static final int TELLING = 3;

    private enum Place {
        BETWEEN_REQUESTS,
        IN_HEAD,
        BEHIND_HEAD
    }

    private final class Behind extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                place = Place.BEHIND_HEAD;
                ClearTextUpgrade.withdraw(request.headers());
            }
            if (message instanceof LastHttpContent) {
                place = Place.BETWEEN_REQUESTS;
            }
            context.fireChannelRead(message);
        }
    }

    private final long mostMillis;
    private final boolean behindTls;
    private Place place = Place.BETWEEN_REQUESTS;
    private @Nullable Behind behind;
    private @Nullable Future<?> end;

    HeadTimer(long mostMillis) {
        this(mostMillis, false);
    }

    private HeadTimer(long mostMillis, boolean behindTls) {
        this.mostMillis = mostMillis;
        this.behindTls = behindTls;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ChannelPipeline pipeline = context.pipeline();
        if (behind == null && !behindTls && encrypted(context, message)) {
            return;
        }
        if (place == Place.BETWEEN_REQUESTS) {
            place = Place.IN_HEAD;
        }
        if (behind == null && message instanceof ByteBuf bytes) {
            // The first bytes tell which HTTP it is, and only then is there a decoder to be watched: they go ahead, one
            // by one.
            watch(pipeline);
            for (int i = 0; behind == null && i < TELLING && bytes.readableBytes() > 1; i++) {
                context.fireChannelRead(bytes.readRetainedSlice(1));
                watch(pipeline);
            }
        }
        context.fireChannelRead(message);
    }

    /** Under TLS, what it makes of the bytes is what counts: another timer goes behind it. */
    private boolean encrypted(ChannelHandlerContext context, Object message) {
        ChannelPipeline pipeline = context.pipeline();
        ChannelHandlerContext tls = pipeline.context(SslHandler.class);
        boolean unknown = pipeline.get(AbstractSniHandler.class) != null;
        if (tls == null && !unknown) {
            return false;
        }
        if (tls != null) {
            pipeline.addAfter(tls.name(), null, new HeadTimer(mostMillis, true));
        }
        context.fireChannelRead(message);
        pipeline.remove(this);
        return true;
    }

    private void watch(ChannelPipeline pipeline) {
        ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
        if (decoder != null) {
            behind = new Behind();
            pipeline.addAfter(decoder.name(), null, behind);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        if (behind == null && context.pipeline().get(Http2ConnectionHandler.class) != null) {
            leave(context.pipeline());
        } else if (place == Place.IN_HEAD && end == null) {
            end = context.executor().schedule(() -> late(context), mostMillis, TimeUnit.MILLISECONDS);
        } else if (place != Place.IN_HEAD) {
            cancel();
        }
    }

    private void late(ChannelHandlerContext context) {
        boolean other = behind != null && context.pipeline().get(HttpRequestDecoder.class) == null;
        if (other) {
            leave(context.pipeline()); // it was upgraded
        } else if (place == Place.IN_HEAD) {
            var _ = context.close();
        }
    }

    void leave(ChannelPipeline pipeline) {
        cancel();
        if (behind != null && pipeline.context(behind) != null) {
            pipeline.remove(behind);
        }
        if (pipeline.context(this) != null) {
            pipeline.remove(this);
        }
    }

    private void cancel() {
        if (end != null) {
            end.cancel(false);
            end = null;
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancel();
    }
}
