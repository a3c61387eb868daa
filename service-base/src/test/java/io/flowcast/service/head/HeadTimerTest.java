package io.flowcast.service.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections on a clock that the test turns. */
class HeadTimerTest {
    private static final long MOST = 1_000;
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n";

    /** As a server does that tells by the first byte which protocol it is. */
    private static final class Chooser extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.pipeline().addLast(new HttpRequestDecoder());
            context.fireChannelRead(message);
            context.pipeline().remove(this);
        }
    }

    private final EmbeddedChannel channel = new EmbeddedChannel();

    {
        channel.freezeTime();
        channel.pipeline().addLast(new HeadTimer(MOST), new Chooser());
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aHeadThatDripsIsCutOffHoweverOftenAByteComes() {
        for (int i = 0; i < 9; i++) {
            comes("G");
            passes(100);
        }
        assertThat(channel.isOpen()).isTrue();
        passes(100);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void soIsOneAfterAWholeRequest() {
        comes(GET);
        passes(10 * MOST);
        comes("GET /second HT");
        passes(MOST);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aHeadThatComesInTimeAndAConnectionThatIsIdleAreLeftAlone() {
        for (int request = 0; request < 3; request++) {
            GET.chars().forEach(letter -> {
                comes(Character.toString(letter));
                passes(10);
            });
            passes(10 * MOST);
        }
        assertThat(channel.isOpen()).isTrue();
        assertThat(channel.inboundMessages()).hasSize(6);
    }

    @Test
    void aBodyMayTakeLongerWhichOthersBound() {
        comes(POST + "ab");
        passes(10 * MOST);
        comes("cd");
        passes(10 * MOST);
        assertThat(channel.isOpen()).isTrue();

        comes("G");
        passes(MOST);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aConnectionThatBecameSomethingElseIsLeftAlone() {
        comes(GET);
        channel.pipeline().remove(HttpRequestDecoder.class);
        comes("frames of something else");
        passes(10 * MOST);
        assertThat(channel.isOpen()).isTrue();
        assertThat(channel.pipeline().get(HeadTimer.class)).isNull();
    }

    @Test
    void whoTakesAConnectionOverHasNothingLeftOfIt() {
        comes(GET + "GET");
        HeadTimeout.leave(channel.pipeline());
        assertThat(channel.pipeline().toMap().values()).singleElement().isInstanceOf(HttpRequestDecoder.class);
        passes(10 * MOST);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void theOfferToGoOnInHttp2IsWithdrawn() {
        comes("""
                GET / HTTP/1.1
                Host: x
                Connection: Upgrade, HTTP2-Settings
                Upgrade: websocket, h2c
                HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA

                """.replace("\n", "\r\n"));
        HttpRequest request = channel.readInbound();
        assertThat(request.headers().names()).doesNotContain("Upgrade", "HTTP2-Settings");

        comes("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        channel.readInbound();
        HttpRequest other = channel.readInbound();
        assertThat(other.headers().get("Upgrade")).isEqualTo("websocket");
    }

    private void comes(String text) {
        ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        channel.writeInbound(bytes);
    }

    private void passes(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }
}
