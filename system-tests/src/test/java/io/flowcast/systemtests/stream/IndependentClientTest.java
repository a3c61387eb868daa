package io.flowcast.systemtests.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.EventSource;
import com.launchdarkly.eventsource.MessageEvent;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that somebody else wrote (okhttp-eventsource) reads what ours reads. */
class IndependentClientTest {

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    @Test
    void twoClientsThatShareNoCodeReadTheSame() throws Exception {
        String id = FLOWCAST.api(0).execute(TestDefinitions.CALLING, FLOWCAST.input());
        CompletableFuture<History> ours = FLOWCAST.follow(id, 0);

        List<String> theirs = new ArrayList<>();
        URI stream = URI.create(FLOWCAST.stack().gateway(1).url() + "/api/workflow/executions/" + id + "/stream");
        try (EventSource source = new EventSource.Builder(ConnectStrategy.http(stream)).build()) {
            source.start();
            while (theirs.isEmpty() || !theirs.getLast().startsWith("workflow.completed")) {
                MessageEvent message = source.readMessage();
                if (!message.getEventName().startsWith("stream.")) {
                    theirs.add(message.getEventName() + " " + message.getLastEventId() + " " + message.getData());
                }
            }
        }

        assertThat(ours.join().events().stream().map(IndependentClientTest::line))
                .containsExactlyElementsOf(theirs);
    }

    private static String line(Frame frame) {
        return frame.event() + " " + frame.id() + " " + frame.data();
    }
}
