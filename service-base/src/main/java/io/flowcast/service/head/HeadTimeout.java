package io.flowcast.service.head;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.time.Duration;

/**
 * Cuts off who drips the head of a request, which an idle timeout never does, since every byte begins it anew. Neither Vert.x nor
 * Quarkus has such a bound; Netty shows every connection it accepts to extensions that it is told to load. Thread-safe.
 */
public final class HeadTimeout extends ChannelInitializerExtension {
    /** Netty looks for extensions only where this says so, once, before the first connection of the process. */
    private static final String SWITCH = "io.netty.bootstrap.extensions";

    private static volatile long mostMillis = Duration.ofSeconds(10).toMillis();

    /** Has Netty load it: to be called first of all in a process. */
    public static void enable() {
        System.setProperty(SWITCH, "serviceload");
    }

    /** How long a head may take from its first byte to its last, at least a millisecond, on connections that are made from now on. */
    public static void most(Duration time) {
        mostMillis = time.toMillis();
    }

    /** This connection is for something else from now on. */
    public static void leave(ChannelPipeline pipeline) {
        HeadTimer timer = pipeline.get(HeadTimer.class);
        if (timer != null) {
            timer.leave(pipeline);
        }
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        channel.pipeline().addFirst(new HeadTimer(mostMillis));
    }
}
