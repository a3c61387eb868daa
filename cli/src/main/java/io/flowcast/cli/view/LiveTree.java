package io.flowcast.cli.view;

import io.flowcast.events.Event;
import io.flowcast.events.ExecutionSnapshot;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A screen of the execution, redrawn in place at each tick. Durations stand still while there is no connection. What is drawn, and
 * whether, is guarded by this.
 */
public final class LiveTree implements View {
    private static final int FEWEST_LINES = 3;

    private final Output output;
    private final Screen screen;
    private final InstantSource clock;
    private final Terminal terminal = new Terminal();
    private final Region region = new Region();
    private @Nullable ExecutionSnapshot state;
    /** How far this machine's clock is ahead of the server's, transit included: the least that was seen. */
    private long ahead = Long.MAX_VALUE;

    private long now;
    private boolean closed;

    public LiveTree(Output output, List<Outline.Node> nodes, List<Outline.Edge> edges, InstantSource clock) {
        this.output = output;
        this.screen = new Screen(Outline.of(nodes, edges), output.glyphs());
        this.clock = clock;
        output.results().print(Region.HIDE_CURSOR);
    }

    @Override
    public synchronized void happened(ExecutionSnapshot now, Event event, String json) {
        state = now;
        hear(event.timestamp());
    }

    @Override
    public synchronized void stateIs(ExecutionSnapshot now, String json) {
        state = now;
        hear(now.timestamp());
    }

    private void hear(long timestamp) {
        ahead = Math.min(ahead, clock.millis() - timestamp);
        now = Math.max(now, timestamp);
    }

    @Override
    public synchronized void tick(String connection) {
        if (state == null || closed) {
            return;
        }
        if (connection.isEmpty()) {
            now = Math.max(now, clock.millis() - ahead);
        }
        Size size = terminal.size();
        List<Line> lines = screen.lines(state, now, connection, Math.max(FEWEST_LINES, size.rows() - 1));
        output.results()
                .print(region.draw(
                        lines, size, output.colours(), output.glyphs().ellipsis()));
        output.flush();
    }

    @Override
    public synchronized void say(String text) {
        output.results().print(region.erase());
        output.flush();
        output.say(text);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            terminal.close();
            output.results().print(Region.SHOW_CURSOR);
            output.flush();
        }
    }
}
