package io.flowcast.gateway.redis;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Notices that Sentinel has made another server the primary: one that was told to hand over goes on for some ten seconds as
 * if nothing had happened, and nobody publishes there any more. New connections lead to the new one; those that are kept have
 * to be renewed.
 */
public final class PrimaryWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PrimaryWatch.class);
    private static final long EVERY_MILLIS = 1_000;
    private static final String NAME = "run_id:";

    private final Vertx vertx;
    private final Context context;
    private final Redis pool;
    private final Runnable moved;

    // Of the context alone.
    private long timer = -1;
    private boolean asked;
    /** Names one process of a server. */
    private @Nullable String primary;

    private boolean warned;

    /**
     * Does nothing before {@link #start()}.
     *
     * @param context an event loop context of its own
     * @param pool asks Sentinel where to go whenever it is asked something itself
     * @param moved told on that context
     */
    public PrimaryWatch(Vertx vertx, Context context, Redis pool, Runnable moved) {
        this.vertx = vertx;
        this.context = context;
        this.pool = pool;
        this.moved = moved;
    }

    public void start() {
        context.runOnContext(begin -> timer = vertx.setPeriodic(EVERY_MILLIS, tick -> look()));
    }

    private void look() {
        if (asked) {
            return;
        }
        asked = true;
        pool.send(Request.cmd(Command.INFO).arg("server"))
                .timeout(2 * EVERY_MILLIS, TimeUnit.MILLISECONDS)
                .onComplete(answer -> context.runOnContext(back -> {
                    asked = false;
                    if (answer.succeeded()) {
                        saw(String.valueOf(answer.result()));
                    } else if (!warned) {
                        LOG.warnf("which server is the primary cannot be asked: %s", answer.cause());
                        warned = true;
                    }
                }));
    }

    private void saw(String info) {
        warned = false;
        String now = info.lines()
                .filter(line -> line.startsWith(NAME))
                .map(String::strip)
                .findFirst()
                .orElse(null);
        String before = primary;
        primary = now;
        if (before != null && now != null && !now.equals(before)) {
            LOG.infof("another server is the primary: %s, and no more %s", now, before);
            moved.run();
        }
    }

    @Override
    public void close() {
        context.runOnContext(end -> vertx.cancelTimer(timer));
    }
}
